import type { ApolloClient } from '@apollo/client';
import { gql } from '@apollo/client';
import type { Client } from '@urql/core';
import { expect, test, vi } from 'vitest';
import { MemberStatus } from '../../client/src/generated/operations.ts';
import type { Data } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { connectPage } from './page.ts';
import { startScenario } from './scenario.ts';

const { bankId } = household;
const document = `query ($id: ID!) {
  node(id: $id) {
    __typename
    id
    ... on Member { name status { id connectionStatus nextAction } }
  }
}`;
const variables = { id: bankId };

type Read = (client: unknown) => unknown;
const readApollo: Read = (client) =>
  (client as ApolloClient).cache.readQuery({ query: gql(document), variables });
const readUrql: Read = (client) => (client as Client).readQuery(document, variables)?.data;

test.for([
  ['Apollo Client over HTTP', 'apollo-client', 'Subscriptions over a WebSocket', readApollo],
  ['Apollo Client over a WebSocket', 'apollo-client', 'Subscriptions over HTTP', readApollo],
  ['graphcache over a WebSocket', 'urql', 'Subscriptions over SSE', readUrql],
  ['graphcache over SSE', 'urql', 'Subscriptions over a WebSocket', readUrql],
] as const)('%s shows an event without a call to MX', async ([, page, other, read]) => {
  const connect = connectPage(page, { without: [other], values: ['client'] });
  await using scenario = await startScenario(connect);
  const { client: adapter, sandbox } = scenario;
  const { client } = adapter as unknown as Data;
  const shown = () => (read(client) as Data | undefined)?.['node'].status as Data | undefined;
  scenario.setStatus('CONNECTED');
  await adapter.query(document, variables);
  expect(shown()).toMatchObject({ connectionStatus: 'CONNECTED' });
  let last: string | undefined;
  const stop = adapter.watch?.(
    MemberStatus,
    { memberId: bankId },
    ({ memberStatus }) => (last = memberStatus.connectionStatus),
    () => {},
  );
  await vi.waitUntil(() => last === 'CONNECTED');
  const before = sandbox.calls.length;
  scenario.setStatus('DENIED');
  await vi.waitUntil(() => last === 'DENIED', { timeout: 10_000 });
  await vi.waitUntil(() => shown()?.['connectionStatus'] === 'DENIED');
  // The polls of the watched member, and nothing else.
  expect(sandbox.calls.slice(before).filter((call) => !call.endsWith('/status'))).toEqual([]);
  stop?.();
});
