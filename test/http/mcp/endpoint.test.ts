import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { limits } from '../../../src/limits.ts';
import { type Data, startTestGateway } from '../../support/gateway.ts';
import { household } from '../../support/household.ts';
import { startTenantGateway } from '../../support/tenant-gateway.ts';
import { createTenant, mintNow, partnerToken, tokenAuth } from '../../support/tenants.ts';
import { agentExamples, startAgent } from './agent.ts';

const mcpDocuments = agentExamples;
const [one, two] = [createTenant('One', 1), createTenant('Two', 2)];

async function folderOf(documents: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'agents-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(documents)) await writeFile(join(folder, name), text);
  return folder;
}

test('the official client lists the queries of the folder as read-only tools', async () => {
  await using gateway = await startTestGateway({ config: { mcpDocuments } });
  await using agent = await startAgent(gateway);
  expect(agent.client.getServerVersion()).toEqual({
    name: 'mx-graphql-gateway',
    version: manifest.version,
  });
  const { tools } = await agent.client.listTools();
  expect(tools.map(({ name }) => name)).toEqual([
    ...['FindInstitutions', 'MyBanks', 'MyRewards', 'MyTransactions'],
  ]);
  expect(tools[0]).toMatchObject({
    description: expect.stringMatching(/^Institutions that can be connected, by a part/),
    inputSchema: { type: 'object', required: ['name'], additionalProperties: false },
    annotations: { readOnlyHint: true },
  });
});

test('each of two users gets their own data, by the same tool', async () => {
  await using t = await startTenantGateway([one, two], { mcpDocuments });
  for (const [me, other] of [
    [one, two],
    [two, one],
  ] as const) {
    await using agent = await startAgent(t, me.token());
    for (const name of ['MyRewards', 'MyBanks', 'MyTransactions']) {
      const { isError, structuredContent, content } = await agent.call(name);
      expect(isError).toBeUndefined();
      expect(content).toEqual([{ type: 'text', text: JSON.stringify(structuredContent) }]);
      const text = JSON.stringify(structuredContent);
      expect(text).toContain(me.tag);
      expect(text).not.toContain(other.tag);
    }
  }
  expect(t.mx.calls.filter((call) => !/USR-tag(?:One|Two)/.test(call))).toEqual([]);
});

test('an id of another user is like an id of nobody, by its code', async () => {
  const folder = await folderOf({
    'node.graphql': 'query Node($id: ID!) { node(id: $id) { id } }',
    'users.graphql': 'query Users { users(first: 1) { totalCount } }',
  });
  await using t = await startTenantGateway([one, two], { mcpDocuments: folder });
  await using agent = await startAgent(t, one.token());
  expect((await agent.call('Node', { id: one.userId })).structuredContent).toEqual({
    data: { node: { id: one.userId } },
  });
  t.mx.calls.length = 0;
  expect((await agent.call('Node', { id: two.userId })).structuredContent).toEqual({
    data: { node: null },
  });
  expect(await agent.call('Users')).toMatchObject({
    isError: true,
    structuredContent: { errors: [{ extensions: { code: 'FORBIDDEN' } }] },
  });
  expect(await agent.call('Node', { id: 7.5 })).toMatchObject({
    isError: true,
    structuredContent: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
  });
  expect(t.mx.calls).toEqual([]);
});

test('a caller without a good token sees nothing, not even the list', async () => {
  await using gateway = await startTestGateway({ config: { mcpDocuments, auth: tokenAuth } });
  for (const token of [undefined, 'forged', mintNow({ mx_user_guid: 'USR-x' }, -60)]) {
    await expect(startAgent(gateway, token)).rejects.toThrow('UNAUTHENTICATED');
  }
  await using agent = await startAgent(gateway, partnerToken());
  expect((await agent.client.listTools()).tools).toHaveLength(4);
  expect(gateway.sandbox.calls).toEqual([]);
});

test('mutations, subscriptions and secrets are no tools', async () => {
  const folder = await folderOf({
    'a.graphql': '# Reads.\nquery A { viewer { id } }',
    'b.graphql':
      'mutation B($input: FetchRewardsInput!) { fetchRewards(input: $input) { __typename } }',
    'c.graphql': 'subscription C($id: ID!) { memberStatus(memberId: $id) { id } }',
    'd.graphql':
      'mutation D($input: AnswerChallengesInput!) { answerChallenges(input: $input) { __typename } }',
    'notes.md': 'not a document',
  });
  await using gateway = await startTestGateway({ config: { mcpDocuments: folder } });
  await using agent = await startAgent(gateway);
  const { tools } = await agent.client.listTools();
  expect(tools).toMatchObject([{ name: 'A', description: 'Reads.' }]);
  await expect(agent.call('B', { input: { memberId: household.bankId } })).rejects.toThrow(
    'There is no tool of this name.',
  );
  expect(gateway.sandbox.calls).toEqual([]);
});

test('a variable that the tool does not have is refused by name of those that it has', async () => {
  await using gateway = await startTestGateway({ config: { mcpDocuments } });
  await using agent = await startAgent(gateway);
  await expect(agent.call('FindInstitutions', { name: 'MX', query: '{ users }' })).rejects.toThrow(
    'This tool only takes: name.',
  );
  const found = (await agent.call('FindInstitutions', { name: 'MX Bank' })).structuredContent;
  expect((found as Data)['data'].institutions.edges[0].node).toMatchObject({ code: 'mxbank' });
});

test('the limits of operations apply', async () => {
  const folder = await folderOf({
    'a.graphql': `query A($first: Int) {
      users(first: $first) { edges { node { transactions(first: 100) { totalCount edges { node {
        id account { id member { id accounts { edges { node { id } } } } } } } } } } }
    }`,
  });
  await using gateway = await startTestGateway({ config: { mcpDocuments: folder } });
  await using agent = await startAgent(gateway);
  expect(await agent.call('A', { first: 100 })).toMatchObject({
    isError: true,
    structuredContent: { errors: [{ extensions: { limit: 'cost' } }] },
  });
  const large = {
    jsonrpc: '2.0',
    id: 1,
    method: 'ping',
    params: { x: 'x'.repeat(limits.bodyBytes) },
  };
  const response = await fetch(new URL('/mcp', gateway.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(large),
  });
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ error: { data: { limit: 'bodyBytes' } } });
});

test('with persisted documents, the queries of agents are known documents, too', async () => {
  const folder = await folderOf({ 'manifest.json': JSON.stringify({ a: '{ __typename }' }) });
  const persistedDocuments = join(folder, 'manifest.json');
  await using gateway = await startTestGateway({ config: { mcpDocuments, persistedDocuments } });
  await using agent = await startAgent(gateway);
  expect((await agent.call('MyBanks')).structuredContent).toEqual({ data: { viewer: null } });
  expect(await gateway.query('{ viewer { id } }')).toMatchObject({
    errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
  });
});

test('pages of other origins, other methods and arrays are refused', async () => {
  await using gateway = await startTestGateway({ config: { mcpDocuments } });
  const ask = async (init: RequestInit) => {
    const { status } = await fetch(new URL('/mcp', gateway.url), init);
    return status;
  };
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '[{}]' };
  expect(await ask(post)).toBe(400);
  expect(await ask({})).toBe(405);
  expect(await ask({ method: 'DELETE' })).toBe(405);
  const headers = { ...post.headers, origin: 'https://example.com' };
  expect(await ask({ ...post, headers, body: '{}' })).toBe(403);
});

test.for([
  [{}, 'contains no query for agents'],
  [{ 'a.graphql': 'query A { nothing }' }, 'documents that cannot run: a.graphql'],
  [{ 'a.graphql': '{ viewer { id } }' }, 'a.graphql in .* must contain one operation with a name'],
  [
    { 'a.graphql': 'query A { viewer { id } } query B { viewer { id } }' },
    'must contain one operation',
  ],
  [
    { 'a.graphql': 'query A { viewer { id } }', 'b.graphql': 'query A { viewer { guid } }' },
    'two operations named A',
  ],
] as const)('a folder of %j does not start: %s', async ([documents, sentence]) => {
  const folder = await folderOf(documents);
  await expect(startTestGateway({ config: { mcpDocuments: folder } })).rejects.toThrow(
    new RegExp(sentence),
  );
});

test('a folder that is not there does not start', async () => {
  const config = { mcpDocuments: '/nowhere' };
  await expect(startTestGateway({ config })).rejects.toThrow('/nowhere cannot be read');
});

test('without a folder there is nothing at /mcp', async () => {
  await using gateway = await startTestGateway();
  expect((await fetch(new URL('/mcp', gateway.url), { method: 'POST' })).status).toBe(404);
});
