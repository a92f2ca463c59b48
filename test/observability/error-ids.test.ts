import { expect, test } from 'vitest';
import { agentExamples } from '../http/mcp/agent.ts';
import { startTestGateway } from '../support/gateway.ts';
import { linesOf } from './log-lines.ts';
import {
  agent,
  get,
  incrementalParts,
  json,
  type Read,
  sse,
  subscriptionParts,
  webSocket,
} from './read-results.ts';

const query = 'query ($id: ID!) { member(by: {id: $id}) { rewards { balance } } }';
const deferred = `query ($id: ID!) { member(by: {id: $id}) {
  name ... @defer { rewards { balance } } } }`;
const watch = 'subscription ($id: ID!) { memberStatus(memberId: $id) { isSettled } }';

/** Every `errorId` in the results, at any depth. */
function idsIn(results: readonly unknown[]): string[] {
  const found = new Set<string>();
  JSON.stringify(results, (key, value: unknown) => {
    if (key === 'errorId' && typeof value === 'string') found.add(value);
    return value;
  });
  return [...found];
}

test.for<[string, string, Read]>([
  ['POST', query, json],
  ['GET', query, get],
  ['SSE', query, sse],
  ['a WebSocket', query, webSocket],
  ['an agent', query, agent],
  ['a part', deferred, incrementalParts],
  ['a subscription over SSE', watch, sse],
  ['a subscription over a WebSocket', watch, webSocket],
  ['a subscription in parts', watch, subscriptionParts],
])('the errorId of a failure over %s is in the line with its cause', async ([, document, read]) => {
  const fails = /\/(?:rewards|status|institutions)$/;
  await using gateway = await startTestGateway({
    config: { mcpDocuments: agentExamples },
    sandbox: {
      intercept: ({ path }) => (fails.test(path) ? { status: 403, body: {} } : undefined),
    },
  });
  const ids = idsIn(await read(gateway, document));
  expect(ids).toHaveLength(1);
  expect(linesOf(gateway, 'failed')).toMatchObject([
    { errorId: ids[0], error: { name: 'MxError', message: expect.stringMatching(/^GET .*403/) } },
  ]);
});
