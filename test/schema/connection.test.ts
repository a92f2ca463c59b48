import { expect, test } from 'vitest';
import { type Data, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';

const page =
  'nodes { name } edges { cursor node { name } } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

/** A page of the institutions, MX's longest list. */
async function institutions(gateway: TestGateway, args: string): Promise<Data> {
  const { data, errors } = await gateway.query(`{ institutions${args} { ${page} } }`);
  expect(errors).toBeUndefined();
  return data?.['institutions'];
}

const names = (connection: Data): string[] => connection['nodes'].map(({ name }: Data) => name);

test('a walk through a list has no gap, whatever the size of the pages', async () => {
  await using gateway = await startTestGateway();
  const all = names(await institutions(gateway, '(first: 100)'));
  for (const first of [7, 33]) {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const args = after === null ? '' : `, after: "${after}"`;
      const connection = await institutions(gateway, `(first: ${first}${args})`);
      expect(connection['pageInfo'].hasPreviousPage).toBe(after !== null);
      seen.push(...names(connection));
      after = connection['pageInfo'].hasNextPage ? connection['pageInfo'].endCursor : null;
    } while (after !== null && seen.length < 100);
    expect(seen.slice(0, all.length)).toEqual(all.slice(0, seen.length));
  }
});

test('edges and nodes are the same objects, and the cursors of a page are those of its ends', async () => {
  await using gateway = await startTestGateway();
  const connection = await institutions(gateway, '(first: 3)');
  const edges: Data[] = connection['edges'];
  expect(edges.map(({ node }) => node.name)).toEqual(names(connection));
  expect(connection['pageInfo']).toEqual({
    hasNextPage: true,
    hasPreviousPage: false,
    startCursor: edges[0]?.['cursor'],
    endCursor: edges[2]?.['cursor'],
  });
  const next = await institutions(gateway, `(first: 1, after: "${edges[1]?.['cursor']}")`);
  expect(names(next)).toEqual(names(connection).slice(2));
});

test('a page has twenty items by default, also when first is null', async () => {
  await using gateway = await startTestGateway();
  expect(names(await institutions(gateway, ''))).toHaveLength(20);
  expect(names(await institutions(gateway, '(first: null, after: null)'))).toHaveLength(20);
  expect(names(await institutions(gateway, '(first: 100)')).length).toBeGreaterThan(20);
});

test('the page behind the last object is empty and has no cursors', async () => {
  await using gateway = await startTestGateway();
  const search = 'name: "MX Bank", first: 100';
  const all = await institutions(gateway, `(${search})`);
  const behind = await institutions(gateway, `(${search}, after: "${all['pageInfo'].endCursor}")`);
  expect(behind).toEqual({
    nodes: [],
    edges: [],
    totalCount: all['totalCount'],
    pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
  });
});

const cursor = (text: string) => Buffer.from(text).toString('base64url');

test.for([
  ['first: 0', 'first'],
  ['first: -1', 'first'],
  ['first: 101', 'first'],
  ['first: 2147483647', 'first'],
  ['after: ""', 'after'],
  ['after: "garbage"', 'after'],
  [`after: "${cursor('members:1')}"`, 'after'],
  [`after: "${cursor('institutions:-1')}"`, 'after'],
  [`after: "${cursor('institutions:01')}"`, 'after'],
  [`after: "${cursor('institutions:1e3')}"`, 'after'],
  [`after: "${cursor('institutions:9999999999')}"`, 'after'],
  [`after: "${cursor('institutions:1:2')}"`, 'after'],
  [`after: "${cursor('institutions:1')}="`, 'after'],
] as const)('a page with %s is refused by its name, without a call', async ([args, name]) => {
  await using gateway = await startTestGateway();
  const { data, errors } = await gateway.query(`{ institutions(${args}) { totalCount } }`);
  expect(data).toEqual({ institutions: null });
  expect(errors).toMatchObject([
    { path: ['institutions'], extensions: { code: 'BAD_USER_INPUT', inputPath: [name] } },
  ]);
  expect(gateway.sandbox.calls).toEqual([]);
});

test.for(['2147483648', '1.5', '"20"', 'true'])('a first of %s is not an Int', async (first) => {
  await using gateway = await startTestGateway();
  const { errors } = await gateway.query(`{ institutions(first: ${first}) { totalCount } }`);
  expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
});

test('a cursor of the members is refused for the accounts, also in lists of one user', async () => {
  await using gateway = await startTestGateway();
  const document = `query ($after: String) {
    user(guid: "${household.userGuid}") {
      members(first: 1) { pageInfo { endCursor } nodes { name } }
      accounts(first: 1, after: $after) { nodes { name } }
    }
  }`;
  const { data } = await gateway.query(document);
  expect(data?.['user'].members.nodes).toHaveLength(1);
  const after = data?.['user'].members.pageInfo.endCursor;
  const second = await gateway.query(document, { after });
  expect(second.data?.['user']).toMatchObject({ members: { nodes: [{}] }, accounts: null });
  expect(second.errors).toMatchObject([
    { path: ['user', 'accounts'], extensions: { inputPath: ['after'] } },
  ]);
});

test('lists that are read whole are paged: members, and accounts of one type', async () => {
  await using gateway = await startTestGateway();
  const { data, errors } = await gateway.query(`{ user(guid: "${household.userGuid}") {
    members(first: 1) { totalCount nodes { name } pageInfo { hasNextPage } }
    cards: accounts(type: CREDIT_CARD, first: 2) { totalCount nodes { type } pageInfo { hasNextPage } }
  } }`);
  expect(errors).toBeUndefined();
  expect(data?.['user']).toEqual({
    members: { totalCount: 2, nodes: [{ name: 'MX Bank' }], pageInfo: { hasNextPage: true } },
    cards: {
      totalCount: 3,
      nodes: [{ type: 'CREDIT_CARD' }, { type: 'CREDIT_CARD' }],
      pageInfo: { hasNextPage: true },
    },
  });
});
