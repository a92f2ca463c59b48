import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createClient } from '../../client/src/client.ts';
import { createEnvironment, type FetchLike } from '../../client/src/environment.ts';
import { Node } from '../../client/src/generated/operations.ts';
import { createMxClient } from '../../client/src/main.ts';
import { startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { hasty, startKit } from './kit.ts';

const over = { transport: 'websocket', ...hasty } as const;
const id = household.bankId;

/** React Native's `fetch`: its responses have a text, and no stream. */
const wholeFetch: FetchLike = async (url, init) => {
  const response = await fetch(url, init);
  return {
    ok: response.ok,
    status: response.status,
    headers: response.headers,
    text: () => response.text(),
  };
};

test('a fetch that does not stream is enough with WebSocket', async () => {
  await using kit = await startKit({ ...over, fetch: wholeFetch });
  expect(await kit.mx.query(Node, { id })).toMatchObject({ node: { id } });
  const options = { completeWhenSettled: true };
  for await (const { isSettled } of kit.mx.watchStatus(id, options)) expect(isSettled).toBe(true);
});

test('a fetch that does not stream is refused for SSE, with the way out', async () => {
  await using kit = await startKit({ ...over, transport: 'sse', fetch: wholeFetch });
  await expect(kit.mx.watchStatus(id).next()).rejects.toMatchObject({
    code: 'PROTOCOL_VIOLATED',
    message: 'This fetch does not stream: use WebSocket.',
  });
});

test('a client without a WebSocket subscribes over SSE, or says that one is missing', async () => {
  await using gateway = await startTestGateway();
  const environment = { ...createEnvironment(), webSocket: undefined };
  const mx = createClient({ url: gateway.url }, environment);
  const options = { completeWhenSettled: true };
  for await (const { isSettled } of mx.watchStatus(id, options)) expect(isSettled).toBe(true);
  expect(() => createClient({ url: gateway.url, transport: 'websocket' }, environment)).toThrow(
    'There is no WebSocket: pass webSocketImpl.',
  );
});

test('the WebSocket of the package ws works as webSocketImpl', async () => {
  await using gateway = await startTestGateway();
  const mx = createMxClient({ url: gateway.url, transport: 'websocket', webSocketImpl: WebSocket });
  const options = { completeWhenSettled: true };
  for await (const { isSettled } of mx.watchStatus(id, options)) expect(isSettled).toBe(true);
});
