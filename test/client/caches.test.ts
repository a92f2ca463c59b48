import { readFileSync } from 'node:fs';
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { relayStylePagination } from '@apollo/client/utilities';
import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { cacheExchange, type CacheExchangeOpts } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { expect, test, vi } from 'vitest';
import { createTypePolicies } from '../../client/src/caches/apollo.ts';
import { createResolvers, keys, updates } from '../../client/src/caches/graphcache.ts';
import { type Data, startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { openSubscription } from '../support/subscription.ts';
import { keepBusy } from '../support/watching.ts';

const { bankId, userGuid } = household;
const slowly = { timeout: 20_000, interval: 10 };
const json = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../client/${name}`, import.meta.url), 'utf8'));

const query = `query ($guid: ID!, $first: Int!, $after: String) {
  user(guid: $guid) {
    id
    rewardsSummary { units { unit total } asOf }
    members(first: $first, after: $after) {
      edges { node { id name status { id connectionStatus } } }
      pageInfo { hasNextPage endCursor hasPreviousPage startCursor }
    }
  }
}`;
const subscription = `subscription ($memberId: ID!) {
  memberStatus(memberId: $memberId) { __typename id connectionStatus }
}`;
const remove = `mutation ($input: DeleteMemberInput!) {
  deleteMember(input: $input) { __typename ... on DeletedPayload { deletedId } }
}`;
const membersOf = (data: unknown) =>
  (data as Data | undefined)?.['user']?.members?.edges.map(({ node }: Data) => node) as
    | readonly Data[]
    | undefined;

test("Apollo's cache shows an event and the pages of a list, with no further request", async () => {
  await using gateway = await startTestGateway();
  const requests = countFetches();
  const sockets = createClient({ url: gateway.url.replace('http', 'ws') });
  const client = new ApolloClient({
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(sockets),
      new HttpLink({ uri: gateway.url, fetch: requests.fetch }),
    ),
    cache: new InMemoryCache({
      possibleTypes: json('possible-types.json') as Record<string, string[]>,
      typePolicies: createTypePolicies(relayStylePagination),
    }),
  });
  const variables = { guid: userGuid, first: 1 };
  const watched = client.watchQuery<Data>({ query: gql(query), variables });
  const shown: unknown[] = [];
  const showing = watched.subscribe(({ data, error }) => shown.push(error ?? data));
  await vi.waitUntil(() => membersOf(shown.at(-1))?.length === 1, slowly);
  const [first] = membersOf(shown.at(-1)) ?? [];
  const { endCursor } = (shown.at(-1) as Data)['user'].members.pageInfo;
  await watched.fetchMore({ variables: { after: endCursor } });
  await vi.waitUntil(() => membersOf(shown.at(-1))?.length === 2, slowly);
  expect(membersOf(shown.at(-1))?.[0]).toEqual(first);

  keepBusy(gateway, 'DENIED');
  const events = client
    .subscribe({ query: gql(subscription), variables: { memberId: bankId } })
    .subscribe(() => {});
  const bank = () => membersOf(shown.at(-1))?.find(({ id }) => id === bankId);
  await vi.waitUntil(() => bank()?.['status'].connectionStatus === 'DENIED', slowly);
  expect(requests.count()).toBe(2);
  events.unsubscribe();
  showing.unsubscribe();
  client.stop();
  await sockets.dispose();
});

function countFetches() {
  let count = 0;
  const counted: typeof fetch = (...request) => {
    count += 1;
    return fetch(...request);
  };
  return { fetch: counted, count: () => count };
}

test('graphcache shows an event and the pages of a list with no further request, and forgets what is deleted', async () => {
  await using gateway = await startTestGateway();
  const warn = vi.spyOn(console, 'warn');
  const options = {
    schema: json('introspection.json'),
    keys,
    updates,
    resolvers: createResolvers(relayPagination),
  } as unknown as CacheExchangeOpts;
  const requests = countFetches();
  const client = new Client({
    url: gateway.url,
    preferGetMethod: false,
    fetch: requests.fetch,
    exchanges: [
      cacheExchange(options),
      subscriptionExchange({
        forwardSubscription: ({ query: document = '', variables }) => ({
          subscribe(sink) {
            const events = openSubscription({
              url: gateway.url,
              document,
              variables: variables as Data,
            });
            const run = async () => {
              for (;;) sink.next(await events.next());
            };
            run().catch(() => sink.complete());
            return { unsubscribe: () => void events[Symbol.asyncDispose]() };
          },
        }),
      }),
      fetchExchange,
    ],
  });
  const all: unknown[] = [];
  const shown = client
    .query(query, { guid: userGuid, first: 1 })
    .subscribe(({ data, error }) => all.push(error ?? data));
  await vi.waitUntil(() => membersOf(all.at(-1))?.length === 1, slowly);
  const { endCursor } = (all.at(-1) as Data)['user'].members.pageInfo;
  const next = await client
    .query(query, { guid: userGuid, first: 1, after: endCursor })
    .toPromise();
  expect(membersOf(next.data)).toHaveLength(2);
  expect(requests.count()).toBe(2);

  keepBusy(gateway, 'DENIED');
  const events = client.subscription(subscription, { memberId: bankId }).subscribe(() => {});
  const bank = () => {
    const { data } = client.readQuery(query, { guid: userGuid, first: 1, after: endCursor }) ?? {};
    return membersOf(data)?.find(({ id }) => id === bankId);
  };
  await vi.waitUntil(() => bank()?.['status'].connectionStatus === 'DENIED', slowly);
  expect(requests.count()).toBe(2);
  events.unsubscribe();

  await client.mutation(remove, { input: { memberId: bankId } }).toPromise();
  await vi.waitUntil(() => bank() === undefined, slowly);
  shown.unsubscribe();
  expect(warn.mock.calls).toEqual([]);
  warn.mockRestore();
});
