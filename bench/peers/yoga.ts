import { createServer } from 'node:http';
import DataLoader from 'dataloader';
import { createSchema, createYoga, type YogaInitialContext } from 'graphql-yoga';
import { listen } from './listen.ts';
import {
  type Account,
  type Member,
  type MxBody,
  toAccount,
  toMember,
  toProduct,
  toReward,
  toStatus,
  toTransaction,
} from './models.ts';
import { readByFetch } from './reads.ts';
import { typeDefs } from './schema.ts';

// Plain Yoga with fetch, and DataLoader for reads that an operation repeats, as Yoga's documentation
// writes them.

interface Context extends YogaInitialContext {
  readonly mx: DataLoader<string, MxBody>;
}

interface Parent {
  readonly guid: string;
}

const schema = createSchema<Context>({
  typeDefs,
  resolvers: {
    Query: {
      user: async (_: unknown, { guid }: Parent, { mx }) => (await mx.load(`users/${guid}`)).user,
      member: (_: unknown, { guid, userGuid }: { guid: string; userGuid: string }) => ({
        guid,
        userGuid,
      }),
    },
    User: {
      members: async ({ guid }: Parent, _: unknown, { mx }) => ({
        nodes: (await mx.load(`users/${guid}/members?records_per_page=100`)).members.map(toMember),
      }),
      accounts: async ({ guid }: Parent, _: unknown, { mx }) => ({
        nodes: (await mx.load(`users/${guid}/accounts?records_per_page=1000`)).accounts.map(
          toAccount,
        ),
      }),
      transactions: async ({ guid }: Parent, { first }: { first: number }, { mx }) => {
        const path = `users/${guid}/transactions?records_per_page=${first}`;
        return { nodes: (await mx.load(path)).transactions.map(toTransaction) };
      },
    },
    Member: {
      status: ({ guid, userGuid, status }: Partial<Member>, _: unknown, { mx }) =>
        status ??
        mx.load(`users/${userGuid}/members/${guid}/status`).then((body) => toStatus(body.member)),
      rewards: async ({ guid, userGuid }: Member, _: unknown, { mx }) =>
        (await mx.load(`users/${userGuid}/members/${guid}/rewards`)).rewards.map(toReward),
      accounts: async ({ guid, userGuid }: Member, _: unknown, { mx }) => {
        const { accounts } = await mx.load(`users/${userGuid}/accounts?records_per_page=1000`);
        return { nodes: accounts.filter((row) => row.member_guid === guid).map(toAccount) };
      },
    },
    Account: {
      creditCardProduct: async ({ creditCardProductGuid }: Account, _: unknown, { mx }) =>
        toProduct(
          (await mx.load(`credit_card_products/${creditCardProductGuid}`)).credit_card_product,
        ),
    },
  },
});

const yoga = createYoga({
  schema,
  // Reads each path of an operation once.
  context: (initial: YogaInitialContext): Context => ({
    ...initial,
    mx: new DataLoader((paths) => Promise.all(paths.map(readByFetch))),
  }),
});
listen(createServer(yoga), '/graphql');
