import { useState } from 'react';
import { type MfaKind, mfaKinds } from '../data/control.ts';
import type { Bank } from '../data/household.ts';
import { useCommand } from './use-command.ts';

/** What one bank does to the household. */
export function BankTrouble({ banks }: { readonly banks: readonly Bank[] }) {
  const { send, result } = useCommand();
  const [chosen, setChosen] = useState<string>();
  const [kind, setKind] = useState<MfaKind>('TEXT');
  const bank = banks.find(({ id }) => id === chosen) ?? banks[0];
  if (bank === undefined) return null;
  const { id: member, institution } = bank;
  const name = bank.name ?? 'The bank';
  return (
    <fieldset className="demo-group">
      <legend>One bank</legend>
      <label className="field">
        Bank
        <select value={member} onChange={({ target }) => setChosen(target.value)}>
          {banks.map((each, index) => (
            <option key={each.id} value={each.id}>
              {index + 1}. {each.name}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        Ask at the next update for
        <select value={kind} onChange={({ target }) => setKind(target.value as MfaKind)}>
          {Object.entries(mfaKinds).map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <div className="demo-buttons">
        <button
          type="button"
          className="button is-small"
          onClick={() => void send('mfa', { member, kind }, `${name} will ask at its next update.`)}
        >
          Ask at the next update
        </button>
        <button
          type="button"
          className="button is-small"
          onClick={() =>
            void send(
              'status',
              { member, status: 'DENIED' },
              `${name} no longer takes its password.`,
            )
          }
        >
          Reject the password
        </button>
        <button
          type="button"
          className="button is-small"
          onClick={() =>
            void send('status', { member, status: 'LOCKED' }, `${name} has locked the account.`)
          }
        >
          Lock the account
        </button>
        {institution !== null && (
          <>
            <button
              type="button"
              className="button is-small"
              onClick={() =>
                void send(
                  'trouble',
                  { institution: institution.id, trouble: 'MAINTENANCE' },
                  `${name} is being maintained.`,
                )
              }
            >
              Begin maintenance
            </button>
            <button
              type="button"
              className="button is-small"
              onClick={() =>
                void send(
                  'trouble',
                  { institution: institution.id, trouble: null },
                  `${name} is open again.`,
                )
              }
            >
              End maintenance
            </button>
          </>
        )}
      </div>
      <p className="hint">{result}</p>
    </fieldset>
  );
}
