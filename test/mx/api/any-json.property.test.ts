import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAccountCalls } from '../../../src/mx/api/account.ts';
import { createCreditCardProductCalls } from '../../../src/mx/api/credit-card-product.ts';
import { createInstitutionCalls } from '../../../src/mx/api/institution.ts';
import { createMemberCalls } from '../../../src/mx/api/member.ts';
import { createRewardCalls } from '../../../src/mx/api/reward.ts';
import { createTransactionCalls } from '../../../src/mx/api/transaction.ts';
import { createUserCalls } from '../../../src/mx/api/user.ts';
import { MxError } from '../../../src/mx/errors.ts';
import type { Send } from '../../../src/mx/wire/call.ts';

const USER = 'USR-1';
const MEMBER = { userGuid: USER, memberGuid: 'MBR-1' };
const PAGE = { page: 1, perPage: 25 };

/** Calls that get `body` for an answer, whatever they ask. */
function callsAnsweredWith(body: unknown) {
  const send: Send = async (_name, _request, decode) => decode(body, [], 200);
  const members = createMemberCalls(send, 'v20250224');
  const accounts = createAccountCalls(send);
  const rewards = createRewardCalls(send);
  const institutions = createInstitutionCalls(send, 'v20250224');
  const transactions = createTransactionCalls(send, 'v20250224');
  return {
    user: () => createUserCalls(send).read(USER),
    users: () => createUserCalls(send).list({}, PAGE),
    institution: () => institutions.read('mxbank'),
    institutions: () => institutions.list({}, PAGE),
    credentials: () => institutions.credentials('mxbank'),
    members: () => members.list(USER),
    member: () => members.readStatus(MEMBER),
    challenges: () => members.challenges(MEMBER),
    accounts: () => accounts.ofUser(USER),
    account: () => accounts.read({ userGuid: USER, accountGuid: 'ACT-1' }),
    rewards: () => rewards.list(MEMBER),
    reward: () => rewards.read({ ...MEMBER, rewardGuid: 'RWD-1' }),
    credit_card_product: () => createCreditCardProductCalls(send).read('CCA-1'),
    transactions: () => transactions.ofUser(USER, {}, PAGE),
    transaction: () => transactions.read({ userGuid: USER, transactionGuid: 'TRN-1' }),
  };
}

const FIELDS = [
  'guid',
  'code',
  'user_guid',
  'account_guid',
  'name',
  'balance',
  'expires_on',
  'created_at',
  'connection_status',
  'is_being_aggregated',
  'challenges',
  'type',
  'options',
  'image_options',
  'image_data',
  'value',
  'data_uri',
  'supported_products',
  'credit_card_product_guid',
];

const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<unknown>('USR-1', 'ACT-1', 0, 13, null, true, '') },
  { weight: 1, arbitrary: fc.jsonValue() },
);
const object = fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: FIELDS.length });
const nested = fc.tuple(object, fc.array(object)).map(([row, list]) => ({
  ...row,
  challenges: list,
  options: list,
  image_options: list,
}));
const names = Object.keys(callsAnsweredWith(null));
const body = fc.oneof(
  fc.jsonValue(),
  fc.dictionary(
    fc.constantFrom(...names, 'pagination'),
    fc.oneof(object, nested, fc.array(fc.oneof(object, nested))),
  ),
);

test('any JSON becomes a model or an MxError, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(body, async (answer) => {
      for (const call of Object.values(callsAnsweredWith(answer))) {
        // A synchronous throw fails the property, as it should.
        const failure = await call().then(
          () => null,
          (error: unknown) => (error instanceof MxError ? error.code : error),
        );
        expect(failure).toBeOneOf([null, 'BAD_RESPONSE']);
      }
    }),
    { numRuns: 300 },
  );
});

test('an object of another user is never returned', async () => {
  const owner = fc.constantFrom('USR-1', 'USR-2', 'USR-3');
  await fc.assert(
    fc.asyncProperty(fc.array(owner, { maxLength: 6 }), async (owners) => {
      const rows = owners.map((user_guid, index) => ({ guid: `ACT-${index}`, user_guid }));
      const calls = callsAnsweredWith({ accounts: rows, members: rows, rewards: rows });
      for (const call of [calls.accounts, calls.members, calls.rewards]) {
        const outcome = await call().catch((error: unknown) => error);
        expect(outcome instanceof MxError).toBe(owners.some((each) => each !== USER));
      }
    }),
  );
});
