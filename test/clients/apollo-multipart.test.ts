import { ApolloClient, CombinedProtocolErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Defer20220824Handler, GraphQL17Alpha9Handler } from '@apollo/client/incremental';
import { expect, test } from 'vitest';
import { startTestGateway } from '../support/gateway.ts';
import { household, nobody } from '../support/household.ts';
import { expectSilence, keepBusy } from '../support/watching.ts';

const watch = gql`
  subscription ($id: ID!) {
    memberStatus(memberId: $id) {
      connectionStatusRaw
    }
  }
`;

function createClient(uri: string) {
  return new ApolloClient({ link: new HttpLink({ uri }), cache: new InMemoryCache() });
}

/** What an observer of a subscription is told, in order. */
function observe(client: ApolloClient, id: string) {
  const told: unknown[] = [];
  const subscription = client.subscribe({ query: watch, variables: { id } }).subscribe({
    next: ({ data, error }) => told.push(error ?? data),
    complete: () => told.push('complete'),
    error: (error: unknown) => told.push(error),
  });
  return { told, subscription };
}

test('Apollo Client follows a subscription with its HttpLink alone, and leaves it', async () => {
  await using gateway = await startTestGateway();
  keepBusy(gateway);
  const { told, subscription } = observe(createClient(gateway.url), household.bankId);
  for (const status of ['CONNECTED', 'ONE', 'TWO']) {
    keepBusy(gateway, status);
    await expect
      .poll(() => told.at(-1))
      .toMatchObject({ memberStatus: { connectionStatusRaw: status } });
  }
  subscription.unsubscribe();
  await expectSilence(gateway);
});

test('Apollo Client is told of a stream that fails, with its code', async () => {
  await using gateway = await startTestGateway();
  const { told } = observe(createClient(gateway.url), nobody.memberId);
  await expect.poll(() => told.length, { timeout: 5_000 }).toBeGreaterThan(0);
  expect(CombinedProtocolErrors.is(told[0])).toBe(true);
  expect(told[0]).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
});

test('Apollo Client is told to subscribe again when the gateway restarts', async () => {
  const gateway = await startTestGateway();
  keepBusy(gateway);
  const { told } = observe(createClient(gateway.url), household.bankId);
  await expect.poll(() => told.length).toBeGreaterThan(0);
  await gateway[Symbol.asyncDispose]();
  await expect
    .poll(() => told.find((each) => CombinedProtocolErrors.is(each)))
    .toMatchObject({ errors: [{ extensions: { code: 'RESTARTING' } }] });
});

const wallet = gql`
  query ($id: ID!) {
    user(by: { id: $id }) {
      id
      members(first: 5) {
        nodes {
          id
          name
          ... @defer {
            rewards {
              id
              balance
            }
          }
        }
      }
    }
  }
`;

test.for([
  ['v0.2', () => new GraphQL17Alpha9Handler()],
  ['August 2022', () => new Defer20220824Handler()],
] as const)(
  'Apollo Client reads a deferred wallet in the form of %s',
  async ([, createHandler]) => {
    await using gateway = await startTestGateway({ sandbox: { latencyMs: 20 } });
    const client = new ApolloClient({
      link: new HttpLink({ uri: gateway.url }),
      cache: new InMemoryCache(),
      // The types of the package's own handlers do not fit under exactOptionalPropertyTypes.
      incrementalHandler: createHandler() as Defer20220824Handler,
    });
    const states: string[] = [];
    const variables = { id: household.userId };
    const watched = client.watchQuery({ query: wallet, variables });
    const done = Promise.withResolvers<void>();
    watched.subscribe(({ dataState }) => {
      states.push(dataState);
      if (dataState === 'complete') done.resolve();
    });
    await done.promise;
    expect(states).toContain('streaming');
    const { data } = await gateway.query(wallet.loc?.source.body ?? '', variables);
    const { data: seen } = watched.getCurrentResult();
    const withoutNames: unknown = JSON.parse(
      JSON.stringify(seen, (key, value: unknown) => (key === '__typename' ? undefined : value)),
    );
    expect(withoutNames).toEqual(data);
  },
);
