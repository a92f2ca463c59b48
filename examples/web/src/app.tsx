import { useState } from 'react';
import { Balances } from './balances.tsx';
import { BankDialog } from './bank/bank-dialog.tsx';
import { Banks } from './bank/banks.tsx';
import { ConnectDialog } from './bank/connect-dialog.tsx';
import { RefreshAll } from './bank/refresh-all.tsx';
import { Cards } from './cards.tsx';
import { toExpiries } from './data/expiries.ts';
import { today } from './data/format.ts';
import { describeError } from './data/sentences.ts';
import { useHousehold } from './data/use-household.ts';
import { useStatuses } from './data/use-statuses.ts';
import { DemoPanel } from './demo/demo-panel.tsx';
import { Expiries } from './expiries.tsx';
import { Header } from './header.tsx';
import { Icon } from './parts/icon.tsx';
import { Notice } from './parts/notice.tsx';
import { Skeleton } from './parts/skeleton.tsx';

/** A dialog over the page: a new bank, or one that is connected and needs or gets something. */
type Open =
  | { readonly kind: 'connect' }
  | {
      readonly kind: 'bank';
      readonly memberId: string;
      readonly signInUrl: string | null;
      readonly isNew: boolean;
    }
  | undefined;

export function App() {
  const { data, error, reload } = useHousehold();
  const { byMember, removed } = useStatuses(data?.id, reload);
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const openConnect = () => setOpen({ kind: 'connect' });
  const openBank = (memberId: string) =>
    setOpen({ kind: 'bank', memberId, signInUrl: null, isNew: false });

  const banks = data?.members?.nodes.filter(({ guid }) => !removed.has(guid)) ?? [];
  const units = data?.rewardsSummary?.units ?? [];
  return (
    <>
      <a className="skip" href="#main">
        Skip to the rewards
      </a>
      <Header name={data?.externalId ?? null} asOf={data?.rewardsSummary?.asOf ?? null} />
      <main id="main" tabIndex={-1}>
        {error !== undefined && (
          <Notice tone="bad" action={{ label: 'Try again', run: reload }}>
            {describeError(error)}
          </Notice>
        )}
        {data === undefined ? (
          error === undefined && <Skeleton />
        ) : (
          <>
            <RefreshAll userId={data.id} banks={banks} onDone={reload} onBank={openBank}>
              <button type="button" className="button" onClick={openConnect}>
                <Icon name="plus" /> Connect a bank
              </button>
            </RefreshAll>
            <Balances units={units} />
            <Expiries expiries={toExpiries(units, today())} today={today()} />
            <Cards cards={data.accounts?.nodes ?? []} banks={banks} units={units} />
            <Banks banks={banks} statuses={byMember} onBank={openBank} onConnect={openConnect} />
          </>
        )}
      </main>
      <DemoPanel banks={banks} />
      {open?.kind === 'connect' && (
        <ConnectDialog
          onClose={close}
          onBegun={({ memberId, signInUrl, isOld }) =>
            setOpen({ kind: 'bank', memberId, signInUrl, isNew: !isOld })
          }
        />
      )}
      {open?.kind === 'bank' && (
        <BankDialog key={open.memberId} {...open} onClose={close} onChanged={reload} />
      )}
    </>
  );
}
