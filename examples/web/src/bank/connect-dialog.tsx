import { useMxClient } from 'mx-graphql-gateway-client/react';
import { useState } from 'react';
import {
  type Connected,
  connect,
  type CredentialValue,
  type Institution,
} from '../data/connect.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Notice } from '../parts/notice.tsx';
import { useAction } from '../parts/use-action.ts';
import { CredentialsForm } from './credentials-form.tsx';
import { InstitutionSearch } from './institution-search.tsx';
import { TestBankHint } from './test-bank-hint.tsx';

export interface ConnectDialogProps {
  readonly onClose: () => void;
  readonly onBegun: (begun: Extract<Connected, { readonly kind: 'begun' }>) => void;
}

/** First the bank, then its form; what follows is the dialog of the new bank. */
export function ConnectDialog({ onClose, onBegun }: ConnectDialogProps) {
  const mx = useMxClient();
  const [institution, setInstitution] = useState<Institution>();
  const { run, isRunning, problem } = useAction();

  const start = (chosen: Institution, credentials: readonly CredentialValue[]) =>
    void run(async () => {
      const connected = await connect(mx, chosen, credentials);
      if (connected.kind === 'failed') return connected.code;
      onBegun(connected);
      return null;
    });

  if (institution === undefined) {
    return (
      <Dialog title="Connect a bank" onClose={onClose}>
        <InstitutionSearch onChoose={setInstitution} />
      </Dialog>
    );
  }
  const { code, name, credentials, supportsOAuth, instructionalText } = institution;
  return (
    <Dialog title={`Connect ${name ?? code}`} onClose={onClose}>
      {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
      {supportsOAuth === true ? (
        <p>You will sign in on the page of {name}, in a window of its own.</p>
      ) : (
        <>
          <p className="muted">{instructionalText}</p>
          {code === 'mxbank' && <TestBankHint />}
        </>
      )}
      <CredentialsForm
        key={code}
        fields={supportsOAuth === true ? [] : (credentials ?? [])}
        isBusy={isRunning}
        submitLabel={supportsOAuth === true ? 'Continue' : 'Connect'}
        onSubmit={(values) => start(institution, values)}
        onBack={() => setInstitution(undefined)}
      />
    </Dialog>
  );
}
