import { RESTDataSource, type AugmentedRequest } from '@apollo/datasource-rest';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { HEADERS, MX_URL, report } from './headers.ts';
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
import { typeDefs } from './schema.ts';

// Apollo Server 5 with RESTDataSource, as "Fetching from REST" of Apollo's documentation writes it.
// The data source shares equal reads of one operation.

class MxApi extends RESTDataSource {
  override baseURL = `${MX_URL}/`;

  protected override willSendRequest(_path: string, request: AugmentedRequest) {
    Object.assign(request.headers, HEADERS);
  }

  read(path: string): Promise<MxBody> {
    return this.get<MxBody>(path);
  }
}

interface Context {
  readonly mx: MxApi;
}

interface Parent {
  readonly guid: string;
}

const resolvers = {
  Query: {
    user: async (_: unknown, { guid }: Parent, { mx }: Context) =>
      (await mx.read(`users/${guid}`)).user,
    member: (_: unknown, { guid, userGuid }: { guid: string; userGuid: string }) => ({
      guid,
      userGuid,
    }),
  },
  User: {
    members: async ({ guid }: Parent, _: unknown, { mx }: Context) => ({
      nodes: (await mx.read(`users/${guid}/members?records_per_page=100`)).members.map(toMember),
    }),
    accounts: async ({ guid }: Parent, _: unknown, { mx }: Context) => ({
      nodes: (await mx.read(`users/${guid}/accounts?records_per_page=1000`)).accounts.map(
        toAccount,
      ),
    }),
    transactions: async ({ guid }: Parent, { first }: { first: number }, { mx }: Context) => {
      const path = `users/${guid}/transactions?records_per_page=${first}`;
      return { nodes: (await mx.read(path)).transactions.map(toTransaction) };
    },
  },
  Member: {
    status: ({ guid, userGuid, status }: Partial<Member>, _: unknown, { mx }: Context) =>
      status ??
      mx.read(`users/${userGuid}/members/${guid}/status`).then((body) => toStatus(body.member)),
    rewards: async ({ guid, userGuid }: Member, _: unknown, { mx }: Context) =>
      (await mx.read(`users/${userGuid}/members/${guid}/rewards`)).rewards.map(toReward),
    accounts: async ({ guid, userGuid }: Member, _: unknown, { mx }: Context) => {
      const { accounts } = await mx.read(`users/${userGuid}/accounts?records_per_page=1000`);
      return { nodes: accounts.filter((row) => row.member_guid === guid).map(toAccount) };
    },
  },
  Account: {
    creditCardProduct: async (account: Account, _: unknown, { mx }: Context) => {
      const path = `credit_card_products/${account.creditCardProductGuid}`;
      return toProduct((await mx.read(path)).credit_card_product);
    },
  },
};

const server = new ApolloServer<Context>({ typeDefs, resolvers });
const { url } = await startStandaloneServer(server, {
  listen: { port: 0, host: '127.0.0.1' },
  context: async () => ({ mx: new MxApi({ cache: server.cache }) }),
});
report(url);
