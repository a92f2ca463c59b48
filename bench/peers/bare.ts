import { Pool } from 'undici';
import { HEADERS, MX_URL } from './headers.ts';
import {
  type AccountRow,
  type MxBody,
  toProduct,
  toReward,
  toStatus,
  toTransaction,
} from './models.ts';
import { serve } from './serve.ts';

// The limit: the same data by hand on node:http, over undici's dispatch, with no GraphQL and no
// checks, as few calls and trips as MX allows, and card products remembered. The cost above it is the
// cost of a gateway.

const pool = new Pool(MX_URL, { connections: 64 });
const products = new Map<string, Promise<unknown>>();

function read(path: string): Promise<MxBody> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    pool.dispatch(
      { method: 'GET', path: `/${path}`, headers: HEADERS },
      {
        onRequestStart() {},
        onResponseStart() {},
        onResponseData: (_controller, chunk) => chunks.push(chunk),
        onResponseEnd: () => resolve(JSON.parse(Buffer.concat(chunks).toString()) as MxBody),
        onResponseError: (_controller, error) => reject(error),
      },
    );
  });
}

function readProduct(guid: string): Promise<unknown> {
  const known = products.get(guid);
  if (known !== undefined) return known;
  const product = read(`credit_card_products/${guid}`).then((body) =>
    toProduct(body.credit_card_product),
  );
  products.set(guid, product);
  return product;
}

const toPlainAccount = (row: AccountRow) => ({
  guid: row.guid,
  name: row.name,
  type: row.type,
  balance: String(row.balance),
  currencyCode: row.currency_code,
  isClosed: row.is_closed,
});

async function wallet(guid: string): Promise<unknown> {
  const path = `users/${guid}`;
  const [{ user }, { members }, { accounts }] = await Promise.all([
    read(path),
    read(`${path}/members?records_per_page=100`),
    read(`${path}/accounts?records_per_page=1000`),
  ]);
  const [rewards, cards] = await Promise.all([
    Promise.all(members.map((member) => read(`${path}/members/${member.guid}/rewards`))),
    Promise.all(accounts.map((account) => readProduct(account.credit_card_product_guid))),
  ]);
  const nodes = members.map((member, index) => ({
    guid: member.guid,
    name: member.name,
    status: { connectionStatus: member.connection_status },
    rewards: rewards[index]?.rewards.map(toReward),
    accounts: {
      nodes: accounts.flatMap((account, at) =>
        account.member_guid === member.guid
          ? [{ ...toPlainAccount(account), creditCardProduct: cards[at] }]
          : [],
      ),
    },
  }));
  return { user: { guid: user.guid, email: user.email, members: { nodes } } };
}

async function accountsAndTransactions(guid: string): Promise<unknown> {
  const [{ accounts }, { transactions }] = await Promise.all([
    read(`users/${guid}/accounts?records_per_page=1000`),
    read(`users/${guid}/transactions?records_per_page=25`),
  ]);
  const nodes = transactions.map(toTransaction);
  return {
    user: { guid, accounts: { nodes: accounts.map(toPlainAccount) }, transactions: { nodes } },
  };
}

serve(async ({ operationName, variables: { user, member } }) => {
  if (operationName === 'wallet') return wallet(user);
  if (operationName === 'accounts') return accountsAndTransactions(user);
  const { member: row } = await read(`users/${user}/members/${member}/status`);
  return { member: { status: toStatus(row) } };
});
