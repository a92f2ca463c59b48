import type { FormEvent } from 'react';
import type { CredentialFields, CredentialValue } from '../data/connect.ts';
import { readField } from '../parts/read-field.ts';

export interface CredentialsFormProps {
  /** Empty for a bank with a sign-in page of its own. */
  readonly fields: CredentialFields;
  readonly isBusy: boolean;
  readonly submitLabel: string;
  readonly onSubmit: (values: readonly CredentialValue[]) => void;
  readonly onBack?: (() => void) | undefined;
}

/** The fields of an institution. What is typed stays in the form until it is sent. */
export function CredentialsForm(props: CredentialsFormProps) {
  const { fields, isBusy, submitLabel, onSubmit, onBack } = props;
  const sorted = fields.toSorted((a, b) => (a.displayOrder ?? 0) - (b.displayOrder ?? 0));

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isBusy) return;
    const data = new FormData(event.currentTarget);
    onSubmit(fields.map(({ guid }) => ({ guid, value: readField(data, guid) })));
  }

  return (
    <form onSubmit={submit}>
      {sorted.map(({ guid, label, type }, index) => (
        <label key={guid} className="field">
          {label ?? 'Value'}
          <input
            name={guid}
            type={type === 'PASSWORD' ? 'password' : 'text'}
            // Nobody else's credentials: the browser must not offer those of this site.
            autoComplete={type === 'PASSWORD' ? 'new-password' : 'off'}
            autoCapitalize="none"
            spellCheck={false}
            autoFocus={index === 0}
            required
          />
        </label>
      ))}
      <div className="buttons">
        {onBack !== undefined && (
          <button type="button" className="button" onClick={onBack}>
            Back
          </button>
        )}
        <button
          type="submit"
          className="button is-primary"
          aria-disabled={isBusy}
          autoFocus={fields.length === 0}
        >
          {isBusy ? 'One moment…' : submitLabel}
        </button>
      </div>
    </form>
  );
}
