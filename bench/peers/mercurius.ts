import Fastify from 'fastify';
import mercurius from 'mercurius';
import { report } from './headers.ts';
import {
  type Account,
  type Member,
  toAccount,
  toMember,
  toProduct,
  toReward,
  toStatus,
  toTransaction,
} from './models.ts';
import type { Read } from './reads.ts';
import { typeDefs } from './schema.ts';

// Mercurius with loaders and JIT, as its documentation writes them.

interface Parent {
  readonly guid: string;
}

type Asked<T> = readonly { readonly obj: T }[];

/** @param read Mercurius leaves the choice of an HTTP client to the application */
export async function startMercurius(read: Read): Promise<void> {
  const readProduct = async (guid: string) =>
    toProduct((await read(`credit_card_products/${guid}`)).credit_card_product);
  const app = Fastify();
  await app.register(mercurius, {
    schema: typeDefs,
    jit: 1,
    resolvers: {
      Query: {
        user: async (_: unknown, { guid }: Parent) => (await read(`users/${guid}`)).user,
        member: (_: unknown, { guid, userGuid }: { guid: string; userGuid: string }) => ({
          guid,
          userGuid,
        }),
      },
      User: {
        members: async ({ guid }: Parent) => ({
          nodes: (await read(`users/${guid}/members?records_per_page=100`)).members.map(toMember),
        }),
        accounts: async ({ guid }: Parent) => ({
          nodes: (await read(`users/${guid}/accounts?records_per_page=1000`)).accounts.map(
            toAccount,
          ),
        }),
        transactions: async ({ guid }: Parent, { first }: { first: number }) => {
          const path = `users/${guid}/transactions?records_per_page=${first}`;
          return { nodes: (await read(path)).transactions.map(toTransaction) };
        },
      },
      Member: {
        status: ({ guid, userGuid, status }: Partial<Member>) =>
          status ??
          read(`users/${userGuid}/members/${guid}/status`).then((body) => toStatus(body.member)),
      },
    },
    loaders: {
      Member: {
        rewards: (asked: Asked<Member>) =>
          Promise.all(
            asked.map(async ({ obj: { guid, userGuid } }) =>
              (await read(`users/${userGuid}/members/${guid}/rewards`)).rewards.map(toReward),
            ),
          ),
        async accounts(asked: Asked<Member>) {
          const user = asked[0]?.obj.userGuid;
          const { accounts } = await read(`users/${user}/accounts?records_per_page=1000`);
          return asked.map(({ obj: { guid } }) => ({
            nodes: accounts.filter((row) => row.member_guid === guid).map(toAccount),
          }));
        },
      },
      Account: {
        async creditCardProduct(asked: Asked<Account>) {
          const guids = [...new Set(asked.map(({ obj }) => obj.creditCardProductGuid))];
          const products = await Promise.all(guids.map(readProduct));
          const byGuid = new Map(products.map((product) => [product.guid, product]));
          return asked.map(({ obj }) => byGuid.get(obj.creditCardProductGuid));
        },
      },
    },
  });
  report(`${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql`);
}
