import { expect, test } from 'vitest';
import { type Data, startTestGateway } from '../../support/gateway.ts';
import { household } from '../../support/household.ts';
import { openParts } from '../../support/parts.ts';

const V02 = 'multipart/mixed;incrementalSpec=v0.2, application/json';
const OF_2022 = 'multipart/mixed;deferSpec=20220824, application/json';

/** The wallet, whose members and statuses come first. */
const wallet = `query ($id: ID!, $later: Boolean = true) { user(by: {id: $id}) {
  members(first: 5) { nodes { name status { nextAction }
    ... @defer(if: $later, label: "rewards") { rewards { guid balance } accounts(first: 5) { nodes { name } } } } } } }`;
const variables = { id: household.userId };

const whole = 'application/json';

/** Puts the parts of the form of 2022 together. */
function mergeOf2022(parts: readonly Data[]): Data {
  const [first, ...rest] = parts;
  const result = structuredClone(first ?? {});
  for (const { data, items, path } of rest.flatMap(({ incremental = [] }) => incremental)) {
    put(result['data'], path, items === undefined ? data : items[0]);
  }
  return result['data'];
}

/** Puts the parts of the form v0.2 together. */
function mergeV02(parts: readonly Data[]): Data {
  const [first] = parts;
  const result = structuredClone(first ?? {});
  const paths = new Map<string, readonly (string | number)[]>();
  for (const { pending = [], incremental = [] } of parts) {
    for (const { id, path } of pending) paths.set(id, path);
    for (const { id, subPath = [], data, items } of incremental) {
      const path = [...(paths.get(id) ?? []), ...subPath];
      if (items === undefined) put(result['data'], path, data);
      else path.reduce((at, key) => at[key], result['data']).push(...items);
    }
  }
  return result['data'];
}

function put(root: Data, path: readonly (string | number)[], value: Data): void {
  let at: Data = root;
  for (const key of path.slice(0, -1)) at = at[key];
  const last = path.at(-1);
  if (last === undefined) Object.assign(root, value);
  else at[last] = typeof value === 'object' ? { ...at[last], ...value } : value;
}

test.for([
  [V02, mergeV02, 'multipart/mixed;boundary="graphql";incrementalSpec=v0.2'],
  [OF_2022, mergeOf2022, 'multipart/mixed;boundary="graphql";deferSpec=20220824'],
  [
    'application/json, multipart/mixed',
    mergeOf2022,
    'multipart/mixed;boundary="graphql";deferSpec=20220824',
  ],
] as const)(
  'under %s the members come first, and all parts make the whole',
  async ([accept, merge, type]) => {
    await using gateway = await startTestGateway();
    const body = { query: wallet, variables };
    const plain = await gateway.post(body, { accept: whole });
    const { data } = (await plain.json()) as Data;
    const calls = gateway.sandbox.calls.splice(0).toSorted();
    await using stream = await openParts({ url: gateway.url, body, accept });
    expect(stream.response.headers.get('content-type')).toBe(type);
    const parts = await stream.rest();
    expect(parts.length).toBeGreaterThan(1);
    expect(parts[0]).toMatchObject({ hasNext: true });
    const members: Data[] = parts[0]?.['data'].user.members.nodes ?? [];
    const names = members.map((member) => Object.keys(member).join());
    expect(new Set(names)).toEqual(new Set(['name,status']));
    expect(parts.map(({ hasNext }) => hasNext).indexOf(false)).toBe(parts.length - 1);
    expect(merge(parts)).toEqual(data);
    expect(gateway.sandbox.calls.toSorted()).toEqual(calls);
  },
);

test('deferred reads that fail have masked errors in their part, and the first part has none', async () => {
  await using gateway = await startTestGateway({
    sandbox: {
      intercept: ({ path }) =>
        path.endsWith('/rewards') ? { status: 500, body: { error: 'hunter2' } } : undefined,
    },
  });
  const body = { query: wallet, variables };
  await using stream = await openParts({ url: gateway.url, body, accept: V02 });
  const first = await stream.next();
  expect(first?.['errors']).toBeUndefined();
  const text = JSON.stringify(await stream.rest());
  expect(text).toContain('"code":"UPSTREAM_UNAVAILABLE"');
  expect(text).not.toContain('hunter2');
});

test('a refusal comes as JSON with its status, or as a part for a client that reads nothing else', async () => {
  await using gateway = await startTestGateway();
  const body = { query: '{ ... @defer { nope } }' };
  const asJson = await gateway.post(body, { accept: V02 });
  expect(asJson.headers.get('content-type')).toContain('application/json');
  const asPart = await gateway.post(body, { accept: 'multipart/mixed;incrementalSpec=v0.2' });
  expect(asPart.status).toBe(400);
  const text = await asPart.text();
  expect(text).toContain('"hasNext":false}\r\n--graphql--');
});

test('GET, SSE and unknown specifications get one result', async () => {
  await using gateway = await startTestGateway();
  const query = '{ viewer { guid } ... @defer { __typename } }';
  const search = new URLSearchParams({ query });
  const get = await fetch(`${gateway.url}?${search}`, { headers: { accept: V02 } });
  expect(await get.json()).toEqual({ data: { viewer: null, __typename: 'Query' } });
  const accept = 'multipart/mixed;incrementalSpec=v9, application/json';
  const post = await gateway.post({ query }, { accept });
  expect(await post.json()).toEqual({ data: { viewer: null, __typename: 'Query' } });
});

test('a client that leaves between two parts stops the work that is left', async () => {
  const held = Promise.withResolvers<undefined>();
  await using gateway = await startTestGateway({
    sandbox: { intercept: ({ path }) => (path.endsWith('/rewards') ? held.promise : undefined) },
  });
  const body = { query: wallet, variables };
  const stream = await openParts({ url: gateway.url, body, accept: V02 });
  expect(await stream.next()).toMatchObject({ hasNext: true });
  await stream[Symbol.asyncDispose]();
  const lines = () => gateway.logs.filter((line) => line.includes('"event":"operation"'));
  await expect.poll(lines).toHaveLength(1);
  expect(JSON.parse(lines()[0] ?? '')).toMatchObject({ type: 'query', results: 1, codes: [] });
  // The calls that are left would take 5 s.
  expect(JSON.parse(lines()[0] ?? '').durationMs).toBeLessThan(4_000);
  held.resolve(undefined);
});

test('a gateway that stops waits for the last part', async () => {
  const held = Promise.withResolvers<undefined>();
  const gateway = await startTestGateway({
    sandbox: { intercept: ({ path }) => (path.endsWith('/rewards') ? held.promise : undefined) },
  });
  const body = { query: wallet, variables };
  await using stream = await openParts({ url: gateway.url, body, accept: V02 });
  expect(await stream.next()).toMatchObject({ hasNext: true });
  const stopped = gateway[Symbol.asyncDispose]();
  held.resolve(undefined);
  const parts = await stream.rest();
  expect(parts.at(-1)).toMatchObject({ hasNext: false });
  await stopped;
});
