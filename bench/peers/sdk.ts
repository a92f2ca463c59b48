import {
  AccountsApi,
  Configuration,
  MembersApi,
  RewardsApi,
  TransactionsApi,
  UsersApi,
} from 'mx-platform-node';
import { HEADERS, MX_URL } from './headers.ts';
import { type MxBody, toAccount, toProduct, toReward, toStatus, toTransaction } from './models.ts';
import { serve } from './serve.ts';

// MX's own SDK on node:http, one call after the other, as MX's guide "Fetch Rewards with the API"
// lists them.

const configuration = new Configuration({
  username: 'bench',
  password: 'bench',
  basePath: MX_URL,
  baseOptions: { headers: { Accept: HEADERS.accept } },
});
const users = new UsersApi(configuration);
const members = new MembersApi(configuration);
const accounts = new AccountsApi(configuration);
const rewards = new RewardsApi(configuration);
const transactions = new TransactionsApi(configuration);

/** The SDK declares every field optional. */
async function read(call: Promise<{ readonly data: unknown }>): Promise<MxBody> {
  return (await call).data as MxBody;
}

async function readAccounts(user: string, member: string, products: Map<string, unknown>) {
  const nodes = [];
  const list = await read(accounts.listMemberAccounts(user, member, undefined, 1, 1_000));
  for (const row of list.accounts) {
    const { memberGuid: _, creditCardProductGuid: card, ...account } = toAccount(row);
    if (!products.has(card)) {
      products.set(card, toProduct((await read(rewards.creditCard(card))).credit_card_product));
    }
    nodes.push({ ...account, creditCardProduct: products.get(card) });
  }
  return nodes;
}

async function wallet(guid: string): Promise<unknown> {
  const products = new Map<string, unknown>();
  const { user } = await read(users.readUser(guid));
  const nodes = [];
  for (const member of (await read(members.listMembers(guid, 1, 100))).members) {
    const list = await read(rewards.listRewards(guid, member.guid));
    nodes.push({
      guid: member.guid,
      name: member.name,
      status: { connectionStatus: member.connection_status },
      rewards: list.rewards.map(toReward),
      accounts: { nodes: await readAccounts(guid, member.guid, products) },
    });
  }
  return { user: { guid: user.guid, email: user.email, members: { nodes } } };
}

async function accountsAndTransactions(guid: string): Promise<unknown> {
  const list = await read(accounts.listUserAccounts(guid, 1, undefined, undefined, 1_000));
  const page = await read(transactions.listTransactions(guid, 1, 25));
  const plain = list.accounts.map((row) => {
    const { memberGuid: _, creditCardProductGuid: __, ...account } = toAccount(row);
    return account;
  });
  const nodes = page.transactions.map(toTransaction);
  return { user: { guid, accounts: { nodes: plain }, transactions: { nodes } } };
}

serve(async ({ operationName, variables: { user, member = '' } }) => {
  if (operationName === 'wallet') return wallet(user);
  if (operationName === 'accounts') return accountsAndTransactions(user);
  const { member: row } = await read(members.readMemberStatus(member, user));
  return { member: { status: toStatus(row) } };
});
