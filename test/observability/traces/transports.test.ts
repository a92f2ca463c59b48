import { expect, test } from 'vitest';
import { agentExamples } from '../../http/mcp/agent.ts';
import { household } from '../../support/household.ts';
import type { ReceivedSpan } from '../../support/otlp-receiver.ts';
import { openParts } from '../../support/parts.ts';
import { openRawSocket } from '../../support/raw-socket.ts';
import { openSse } from '../../support/subscription.ts';
import { keepBusy, watchStatus } from '../../support/watching.ts';
import { linesOf } from '../log-lines.ts';
import { CLIENT, SERVER, tracesOf } from './traces-of.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const parentId = '00f067aa0ba902b7';
const tracestate = 'vendor=opaque,other=1';
const headers = { traceparent: `00-${traceId}-${parentId}-01`, tracestate };
const continued = { traceId, parentId, traceState: tracestate };

const serversOf = (spans: readonly ReceivedSpan[]) => spans.filter(({ kind }) => kind === SERVER);
const members = `query Members($id: ID!) {
  node(id: $id) { ... on User { members { edges { node { name } } } } }
}`;
const variables = { id: household.userId };

/** The client's state is passed to every span of its trace. */
function expectState(spans: readonly ReceivedSpan[]) {
  const own = spans.filter((span) => span.traceId === traceId);
  expect(own.some(({ kind }) => kind === CLIENT)).toBe(true);
  for (const { traceState } of own) expect(traceState).toBe(tracestate);
}

test('tracestate is kept over HTTP, in the short way and in the long one', async () => {
  const { spans } = await tracesOf(async ({ url, post }) => {
    await post({ query: members, variables }, headers);
    const search = new URLSearchParams({ query: members, variables: JSON.stringify(variables) });
    await fetch(`${url}?${search}`, { headers });
  });
  expect(serversOf(spans)).toMatchObject([continued, continued]);
  expectState(spans);
});

test('tracestate is kept on a socket, whose own headers are not read', async () => {
  const { spans } = await tracesOf(async ({ url }) => {
    await using raw = await openRawSocket(url, { headers });
    const payload = { query: members, variables };
    raw.send({ type: 'subscribe', id: '1', payload });
    await raw.next('1');
    raw.send({ type: 'subscribe', id: '2', payload: { ...payload, extensions: headers } });
    await raw.next('2');
  });
  expect(serversOf(spans)).toMatchObject([{ parentId: '', traceState: '' }, continued]);
  expectState(spans);
});

test('a call of an agent continues the trace of the agent', async () => {
  const { spans, gateway } = await tracesOf(
    async ({ url }) => {
      const message = {
        ...{ jsonrpc: '2.0', id: 1, method: 'tools/call' },
        params: { name: 'FindInstitutions', arguments: { name: 'bank' } },
      };
      const response = await fetch(new URL('/mcp', url), {
        method: 'POST',
        headers: {
          ...{ 'content-type': 'application/json', ...headers },
          accept: 'application/json, text/event-stream',
        },
        body: JSON.stringify(message),
      });
      expect(await response.text()).not.toContain('isError');
    },
    {},
    { mcpDocuments: agentExamples },
  );
  expect(serversOf(spans)).toMatchObject([
    { ...continued, attributes: { 'graphql.operation.name': 'FindInstitutions' } },
  ]);
  expectState(spans);
  expect(linesOf(gateway, 'operation')[0]?.['trace_id']).toBe(traceId);
});

test('a subscription over SSE, and one in parts, continue the trace of their client', async () => {
  const of = { document: watchStatus, variables: { id: household.bankId } };
  const { spans } = await tracesOf(async (gateway) => {
    keepBusy(gateway);
    const { url } = gateway;
    await using sse = await openSse({ url, ...of, headers });
    await sse.next();
    const body = { query: of.document, variables: of.variables };
    await using parts = await openParts({ url, body, headers });
    await parts.next();
  });
  const servers = serversOf(spans).toSorted((a, b) => Number(a.start - b.start));
  expect(servers).toMatchObject([
    { ...continued, name: 'subscription', attributes: { 'mx_gateway.transport': 'sse' } },
    { ...continued, name: 'subscription', attributes: { 'mx_gateway.transport': 'multipart' } },
  ]);
  // The events have traces of their own, of which the client knows nothing.
  const events = spans.filter(({ name }) => name === 'event');
  expect(events).toHaveLength(2);
  for (const event of events) {
    expect(event).toMatchObject({ parentId: '', traceState: '' });
    expect(event.links).toMatchObject([{ traceId }]);
    expect(event.traceId).not.toBe(traceId);
  }
});

test('a response in parts is one span, with the calls of all its parts', async () => {
  const deferred = `query Later($id: ID!) { node(id: $id) { ... on User {
    id
    ... @defer { members { edges { node { name } } } }
  } } }`;
  const { spans, gateway } = await tracesOf(async ({ url }) => {
    const accept = 'multipart/mixed;incrementalSpec=v0.2,application/json';
    const body = { query: deferred, variables };
    await using parts = await openParts({ url, body, accept, headers });
    expect((await parts.rest()).length).toBeGreaterThan(1);
  });
  expect(serversOf(spans)).toMatchObject([{ ...continued, name: 'query', status: 0 }]);
  const calls = spans.filter((span) => span.traceId === traceId && span.kind === CLIENT);
  expect(calls.map(({ name }) => name)).toContain('GET /users/{user_guid}/members');
  expect(linesOf(gateway, 'operation')[0]?.['upstreamCalls']).toBe(calls.length);
});
