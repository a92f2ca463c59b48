import type { Client } from '@urql/core';
import { expect, test, vi } from 'vitest';
import type { Data } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { testClient } from './facts.ts';
import { connectPage } from './page.ts';
import { startScenario } from './scenario.ts';

const sse = ['Subscriptions over SSE'];
const socket = ['Subscriptions over a WebSocket'];

testClient('urql over a WebSocket', connectPage('urql', { without: sse }));
testClient('urql over SSE', connectPage('urql', { without: socket }));

const wallet = `query ($id: ID!) {
  user(by: { id: $id }) {
    id
    members(first: 5) { nodes { id name ... @defer { rewards { id balance } } } }
  }
}`;

test('urql shows a deferred wallet before its rewards, through graphcache', async () => {
  await using scenario = await startScenario(
    connectPage('urql', { without: sse, values: ['client'] }),
  );
  const { client } = scenario.client as unknown as { readonly client: Client };
  scenario.sandbox.control.setLag({ latencyMs: 20 });
  const shown: { readonly hasNext: boolean; readonly rewards: unknown }[] = [];
  const events = client
    .query<Data>(wallet, { id: household.userId })
    .subscribe(({ data, hasNext }) => {
      shown.push({ hasNext, rewards: data?.['user'].members.nodes[0].rewards });
    });
  await vi.waitUntil(() => shown.at(-1)?.hasNext === false, { timeout: 10_000 });
  expect(shown[0]).toMatchObject({ hasNext: true });
  expect(shown[0]?.rewards).toBeFalsy();
  expect(shown.at(-1)?.rewards).toContainEqual(
    expect.objectContaining({ balance: expect.any(String) }),
  );
  events.unsubscribe();
});
