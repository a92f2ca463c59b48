import type { OwnTransactionKey, OwnUserGuid } from '../auth/keys.ts';
import type { TransactionModel, TransactionRange } from '../mx/api/transaction.ts';
import type { MxCalls, Page, PageRequest } from '../mx/client.ts';
import { missingAsNull } from '../mx/not-found.ts';
import { settleEach } from './batching/batch.ts';
import { createLoader } from './batching/loader.ts';
import { readRange, type RangeRequest } from './batching/page-range.ts';
import type { LoaderSources } from './sources.ts';

/** The owner of the transactions: a user, one member, or one account. */
export interface TransactionOwner {
  readonly userGuid: OwnUserGuid;
  readonly memberGuid?: string;
  readonly accountGuid?: string;
}

export interface TransactionSearch extends RangeRequest, TransactionRange {
  readonly owner: TransactionOwner;
}

export type TransactionLoaders = ReturnType<typeof createTransactionLoaders>;

export function createTransactionLoaders(sources: LoaderSources) {
  const transactions = createLoader(
    sources,
    'transactions',
    (searches: readonly TransactionSearch[], batch) =>
      settleEach(searches, ({ owner, from, to, ...request }) =>
        missingAsNull(
          readRange(request, {
            readPage: (page) => {
              const name = `transactions ${toName(owner, { from, to }, page)}`;
              const read = (calls: MxCalls) => readPage(calls, owner, { from, to }, page);
              return sources.share(batch, { userGuid: owner.userGuid, name, read });
            },
            keyOf: ({ guid }) => guid,
          }),
        ),
      ),
    {
      cacheKeyFn: ({ owner, from, to, offset, count }) =>
        [owner.userGuid, owner.memberGuid, owner.accountGuid, from, to, offset, count].join('/'),
    },
  );

  const transaction = createLoader(
    sources,
    'transaction',
    (keys: readonly OwnTransactionKey[], batch) =>
      settleEach(keys, (key) => {
        const name = `transaction ${key.transactionGuid}`;
        const read = ({ transactions: calls }: MxCalls) => calls.read(key);
        return missingAsNull(sources.share(batch, { userGuid: key.userGuid, name, read }));
      }),
    { cacheKeyFn: (key) => `${key.userGuid}/${key.transactionGuid}` },
  );

  return { transactions, transaction };
}

function toName(
  { memberGuid, accountGuid }: TransactionOwner,
  { from, to }: TransactionRange,
  { page, perPage }: PageRequest,
): string {
  return [memberGuid, accountGuid, from, to, page, perPage].join('/');
}

function readPage(
  { transactions }: Pick<MxCalls, 'transactions'>,
  { userGuid, memberGuid, accountGuid }: TransactionOwner,
  range: TransactionRange,
  page: PageRequest,
): Promise<Page<TransactionModel>> {
  if (accountGuid !== undefined) {
    return transactions.ofAccount({ userGuid, accountGuid }, range, page);
  }
  return memberGuid === undefined
    ? transactions.ofUser(userGuid, range, page)
    : transactions.ofMember({ userGuid, memberGuid }, range, page);
}
