import { EventSource } from 'eventsource';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import { expect, test, vi } from 'vitest';
import { openBreakablePath } from '../support/breakable-path.ts';
import { startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { mintNow, tokenAuth } from '../support/tenants.ts';

// What docs/clients/streams.md warns of.

const authorization = () => `Bearer ${mintNow({ mx_user_guid: household.userGuid })}`;
const clients = {
  'graphql-ws': (url: string) =>
    createSocketClient({
      url: url.replace('http', 'ws'),
      connectionParams: () => ({ authorization: authorization() }),
      shouldRetry: () => true,
    }),
  'graphql-sse': (url: string) =>
    createSseClient({ url, headers: () => ({ authorization: authorization() }) }),
} as const;

const query = 'mutation ($id: ID!) { aggregateMember(input: { memberId: $id }) { __typename } }';

test.for(['graphql-ws', 'graphql-sse'] as const)(
  '%s sends a mutation again that a cut has interrupted',
  { timeout: 20_000 },
  async (name) => {
    await using gateway = await startTestGateway({
      config: { auth: tokenAuth },
      sandbox: { latencyMs: 200 },
    });
    await using path = await openBreakablePath(gateway.url);
    const client = clients[name](path.url);
    const received = () => gateway.sandbox.calls.filter((call) => call.endsWith('/aggregate'));
    const done = Promise.withResolvers<void>();
    client.subscribe(
      { query, variables: { id: household.bankId } },
      {
        next: () => {},
        error: (reason) => done.reject(new Error('The client has given up', { cause: reason })),
        complete: done.resolve,
      },
    );
    await vi.waitUntil(() => received().length === 1, { timeout: 5_000, interval: 5 });
    path.cut();
    await done.promise;
    const operations = () =>
      gateway.logs.filter((line) => line.includes('"event":"operation"')).length;
    await expect.poll(operations, { timeout: 5_000 }).toBe(2);
    await client.dispose();
  },
);

test('an EventSource without the token gives up after the refusal', async () => {
  await using gateway = await startTestGateway({ config: { auth: tokenAuth } });
  const asked = new URLSearchParams({
    query: 'subscription ($id: ID!) { memberStatus(memberId: $id) { isSettled } }',
    variables: JSON.stringify({ id: household.bankId }),
  });
  const source = new EventSource(`${gateway.url}?${asked}`);
  const error = await new Promise<{ readonly code?: number | undefined }>((resolve) => {
    source.addEventListener('error', resolve);
  });
  expect(error.code).toBe(401);
  expect(source.readyState).toBe(source.CLOSED);
});
