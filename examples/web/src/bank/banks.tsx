import type { Bank, BankStatus } from '../data/household.ts';
import { Icon } from '../parts/icon.tsx';
import { Logo } from '../parts/logo.tsx';
import { toActionLabel, toTone } from './next-action.ts';

export interface BanksProps {
  readonly banks: readonly Bank[];
  /** Live, by global id; a bank that is not in it has the status that was read with it. */
  readonly statuses: ReadonlyMap<string, BankStatus>;
  readonly onBank: (memberId: string) => void;
  readonly onConnect: () => void;
}

/** The connected banks, how each is, and what it needs. */
export function Banks({ banks, statuses, onBank, onConnect }: BanksProps) {
  return (
    <section aria-labelledby="banks">
      <h2 id="banks">Banks</h2>
      <ul className="panel rows banks">
        {banks.map((bank) => (
          <BankRow
            key={bank.id}
            bank={bank}
            status={statuses.get(bank.id) ?? bank.status}
            onOpen={() => onBank(bank.id)}
          />
        ))}
        <li>
          <button type="button" className="button is-bare" onClick={onConnect}>
            <Icon name="plus" /> Connect another bank
          </button>
        </li>
      </ul>
    </section>
  );
}

interface BankRowProps {
  readonly bank: Bank;
  readonly status: BankStatus;
  readonly onOpen: () => void;
}

function BankRow({ bank, status, onOpen }: BankRowProps) {
  const { nextAction, userMessage } = status;
  const name = bank.name ?? bank.institution?.name ?? 'Bank';
  const tone = toTone(nextAction);
  return (
    <li>
      <Logo url={bank.institution?.mediumLogoUrl ?? null} name={name} />
      <div className="grow">
        <strong>{name}</strong>
        <p className={`status is-${tone}`}>{userMessage}</p>
      </div>
      <button
        type="button"
        className={tone === 'act' ? 'button is-small is-primary' : 'button is-small'}
        aria-label={`${toActionLabel(nextAction)}: ${name}`}
        onClick={onOpen}
      >
        {toActionLabel(nextAction)}
      </button>
    </li>
  );
}
