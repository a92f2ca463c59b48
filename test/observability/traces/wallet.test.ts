import { expect, test } from 'vitest';
import { CANARY, createMember, valid } from '../../support/canary.ts';
import { household } from '../../support/household.ts';
import { linesOf } from '../log-lines.ts';
import { CLIENT, ERROR, SERVER, tracesOf } from './traces-of.ts';

const members = `query Wallet($id: ID!) {
  user: node(id: $id) { ... on User { id members { edges { node {
    id name status { connectionStatus }
    accounts { edges { node { id name } } }
    rewards { id balance }
  } } } } }
}`;

test('a wallet is one tree: a server span, its batches, and their calls', async () => {
  let calls = 0;
  const { spans } = await tracesOf(async ({ query, sandbox }) => {
    calls = -sandbox.calls.length;
    const { data, errors } = await query(members, { id: household.userId });
    expect(errors).toBeUndefined();
    expect(data?.['user'].members.edges.length).toBeGreaterThan(0);
    calls += sandbox.calls.length;
  });
  const [server, ...others] = spans.filter(({ kind }) => kind === SERVER);
  expect(others).toEqual([]);
  expect(server).toMatchObject({
    name: 'query',
    parentId: '',
    status: 0,
    attributes: {
      'graphql.operation.type': 'query',
      'graphql.operation.name': 'Wallet',
      'mx_gateway.document.hash': expect.stringMatching(/^[\da-f]{16}$/),
      'mx_gateway.transport': 'http',
      'mx_gateway.calls': calls,
    },
    resource: { 'service.name': 'test', 'service.version': expect.stringMatching(/^\d/) },
  });
  const tree = spans.filter(({ traceId }) => traceId === server?.traceId);
  const clients = tree.filter(({ kind }) => kind === CLIENT);
  expect(clients).toHaveLength(calls);
  const byId = new Map(tree.map((span) => [span.spanId, span]));
  for (const span of tree) {
    if (span === server) continue;
    const parent = byId.get(span.parentId);
    expect(parent).toBeDefined();
    expect(span.start >= (parent?.start ?? 0n)).toBe(true);
    expect(span.end <= (parent?.end ?? 0n)).toBe(true);
    expect(span.end >= span.start).toBe(true);
  }
  for (const call of clients) {
    expect(call.name).toBe(`GET ${String(call.attributes['url.template'])}`);
    expect(call.attributes).toMatchObject({
      'http.request.method': 'GET',
      'url.template': expect.stringMatching(/^\/users\/\{user_guid\}/),
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
    });
    expect(call.attributes).not.toHaveProperty(['http.request.resend_count']);
    expect(byId.get(call.parentId)?.attributes).toMatchObject({
      'mx_gateway.loader.name': expect.any(String),
      'mx_gateway.loader.keys': expect.any(Number),
    });
  }
  expect(tree.map(({ name }) => name)).toEqual(expect.arrayContaining(['parse', 'validate']));
});

test('a retried call is one span, and a failed call has a code and no text', async () => {
  const { spans, gateway } = await tracesOf(async ({ query, sandbox }) => {
    const failure = { status: 503, count: 1, retryAfter: null };
    sandbox.control.fail({ ...failure, endpoint: 'GET /users/:user/members' });
    const endpoint = 'GET /users/:user/members/:member/rewards';
    sandbox.control.fail({ ...failure, endpoint, status: 500, count: 99 });
    await query(members, { id: household.userId });
  });
  const server = spans.find(({ kind }) => kind === SERVER);
  expect(server).toMatchObject({ status: ERROR, message: 'UPSTREAM_UNAVAILABLE' });
  const ofRoute = (end: string) =>
    spans.filter(({ kind, name }) => kind === CLIENT && name.endsWith(end));
  expect(ofRoute('/members')).toMatchObject([
    { status: 0, attributes: { 'http.request.resend_count': 1, 'mx_gateway.call.attempts': 2 } },
  ]);
  const [failed] = ofRoute('/rewards');
  expect(failed).toMatchObject({
    status: ERROR,
    attributes: { 'http.response.status_code': 500, 'error.type': failed?.message },
  });
  const failures = linesOf(gateway, 'failed');
  expect(failures.length).toBeGreaterThan(0);
  for (const line of failures) expect(line['trace_id']).toBe(server?.traceId);
});

test('a refused document has a server span with its code', async () => {
  const { spans } = await tracesOf(async ({ query }) => {
    await query('{ nothing }');
    await query('{ broken(');
  });
  expect(spans.filter(({ kind }) => kind === SERVER)).toMatchObject([
    {
      name: 'query',
      status: ERROR,
      message: 'GRAPHQL_VALIDATION_FAILED',
      attributes: { 'error.type': 'GRAPHQL_VALIDATION_FAILED' },
    },
    { name: 'GraphQL Operation', status: ERROR, message: 'GRAPHQL_PARSE_FAILED' },
  ]);
});

test('a mutation has spans of its writes, and no secret is in any byte', async () => {
  let calls = 0;
  const { spans, bytes } = await tracesOf(async ({ post, sandbox }) => {
    calls = -sandbox.calls.length;
    const answer = await post({ query: createMember, variables: { input: valid } });
    expect(await answer.text()).toContain('MemberPayload');
    calls += sandbox.calls.length;
  });
  const server = spans.find(({ kind }) => kind === SERVER);
  expect(server).toMatchObject({ name: 'mutation', status: 0 });
  const ofMutation = spans.filter(
    ({ kind, traceId }) => kind === CLIENT && traceId === server?.traceId,
  );
  expect(ofMutation.map(({ name }) => name)).toContain('POST /users/{user_guid}/members');
  const all = spans.filter(({ kind }) => kind === CLIENT);
  expect(all.length).toBeGreaterThanOrEqual(calls);
  const text = bytes.toString('latin1');
  expect(text).toContain('/users/{user_guid}/members');
  expect(text).not.toContain(CANARY);
  expect(text).not.toMatch(/USR-|MBR-|CRD-|mxuser|createMember\(/);
});

test('the traceparent of a client is continued, and its decision is kept', async () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const other = '00f067aa0ba902b700f067aa0ba902b7';
  const { spans, gateway } = await tracesOf(async ({ post }) => {
    const body = { query: '{ __typename }' };
    await post(body, { traceparent: `00-${traceId}-00f067aa0ba902b7-01`, tracestate: 'a=b' });
    await post(body, { traceparent: `00-${other}-00f067aa0ba902b7-00` });
    await post(body, { traceparent: `00-${other}-0000000000000000-01` });
  });
  const servers = spans.filter(({ kind }) => kind === SERVER);
  expect(servers).toMatchObject([
    { traceId, parentId: '00f067aa0ba902b7', traceState: 'a=b' },
    { traceId: expect.not.stringContaining(other), parentId: '' },
  ]);
  expect(servers).toHaveLength(2);
  const ids = linesOf(gateway, 'operation').map((line) => line['trace_id']);
  expect(ids).toEqual([traceId, other, servers[1]?.traceId]);
});

test('lines of calls have the id of their operation', async () => {
  const { spans, gateway } = await tracesOf(({ query }) =>
    query(members, { id: household.userId }),
  );
  const server = spans.find(({ kind }) => kind === SERVER);
  const exchanges = linesOf(gateway, 'exchange');
  expect(exchanges.length).toBeGreaterThan(0);
  for (const line of exchanges) expect(line['trace_id']).toBe(server?.traceId);
});

test('nothing is recorded with always_off, and lines still have ids', async () => {
  const { spans, headers, gateway } = await tracesOf(
    ({ query }) => query(members, { id: household.userId }),
    { sampler: 'always_off' },
  );
  expect(spans).toEqual([]);
  expect(headers).toEqual([]);
  expect(linesOf(gateway, 'operation')[0]?.['trace_id']).toMatch(/^[\da-f]{32}$/);
});
