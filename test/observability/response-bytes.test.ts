import { expect, test } from 'vitest';
import { agentExamples } from '../http/mcp/agent.ts';
import { startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { linesOf } from './log-lines.ts';
import {
  agent,
  get,
  incrementalParts,
  json,
  type Read,
  refusedSocket,
  sse,
  subscriptionParts,
  webSocket,
} from './read-results.ts';

const variables = { id: household.bankId };
const query = 'query ($id: ID!) { member(by: {id: $id}) { name status { nextAction } } }';
const failing =
  'query ($id: ID!) { member(by: {id: $id}) { name } nothing: member(by: {id: "x"}) { name } }';
const refused = '{ nothing }';
const watch = `subscription ($id: ID!) {
  memberStatus(memberId: $id, completeWhenSettled: true) { isSettled connectionStatusRaw } }`;
const later = `query ($id: ID!) { member(by: {id: $id}) { name ... @defer { rewards { balance } } } }`;

/** The bytes of results as their client has read them. */
function bytesOf(results: readonly unknown[]): number {
  return results.reduce<number>((sum, each) => sum + Buffer.byteLength(JSON.stringify(each)), 0);
}

test.for<[string, string, Read, string]>([
  ['a query by POST', query, json, 'http'],
  ['a query by GET', query, get, 'http'],
  ['a query over SSE', query, sse, 'http'],
  ['a query over a WebSocket', query, webSocket, 'websocket'],
  ['a query of an agent', query, agent, 'http'],
  ['a response with data and errors by POST', failing, json, 'http'],
  ['a response with data and errors by GET', failing, get, 'http'],
  ['a response with data and errors over SSE', failing, sse, 'http'],
  ['a response with data and errors over a WebSocket', failing, webSocket, 'websocket'],
  ['a refused operation by POST', refused, json, 'http'],
  ['a refused operation by GET', refused, get, 'http'],
  ['a refused operation over SSE', refused, sse, 'http'],
  ['a refused operation over a WebSocket', refused, refusedSocket, 'websocket'],
  ['a subscription over SSE', watch, sse, 'sse'],
  ['a subscription over a WebSocket', watch, webSocket, 'websocket'],
  ['a subscription in parts', watch, subscriptionParts, 'multipart'],
  ['a response in parts', later, incrementalParts, 'multipart'],
])(
  'the line of %s has the bytes of what its client reads, and the transport',
  async ([, document, read, transport]) => {
    await using gateway = await startTestGateway({ config: { mcpDocuments: agentExamples } });
    const results = await read(gateway, document);
    expect(bytesOf(results)).toBeGreaterThan(20);
    expect(linesOf(gateway, 'operation')).toMatchObject([
      { responseBytes: bytesOf(results), transport },
    ]);
  },
);

test('the bytes of a plain response are its Content-Length', async () => {
  await using gateway = await startTestGateway();
  const response = await gateway.post({ query, variables });
  const bytes = Number(response.headers.get('content-length'));
  expect(linesOf(gateway, 'operation')).toMatchObject([{ responseBytes: bytes }]);
});

test('watchers that share one frame have the same bytes, each in a line of its own', async () => {
  await using gateway = await startTestGateway();
  const read = () => webSocket(gateway, watch);
  const [one, two] = await Promise.all([read(), read()]);
  expect(one).toEqual(two);
  const line = { responseBytes: bytesOf(one) };
  expect(linesOf(gateway, 'operation')).toMatchObject([line, line]);
});
