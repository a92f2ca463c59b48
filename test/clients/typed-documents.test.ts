import { join } from 'node:path';
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { Client, fetchExchange } from '@urql/core';
import { GraphQLClient } from 'graphql-request';
import { expect, test } from 'vitest';
import { createMxClient } from '../../client/src/main.ts';
import { startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { compile, createProject, load, tools, write } from './typed-project.ts';

const patient = { timeout: 120_000 };
const { userId, cardsId } = household;

test('the documents of the page have their types under strict', patient, async () => {
  await using folder = await createProject();
  expect(await compile(folder.path)).toBe('');
});

const mistakes = `
import type { MxClient } from ${JSON.stringify(join(import.meta.dirname, '../../client/src/main.ts'))};
import { fetchRewards, rewards } from './documents.ts';

export async function misuse(mx: MxClient) {
  await mx.query(rewards, {});
  await mx.query(rewards, { userId: true });
  const { user } = await mx.query(rewards, { userId: 'x' });
  const balance: number = user!.members!.nodes[0]!.rewards![0]!.balance;
  const { fetchRewards: result } = await mx.mutate(fetchRewards, { input: { memberId: 'x' } });
  return [balance, user!.name, result.status];
}

export async function readStrictly(mx: MxClient) {
  const { user } = await mx.query(rewards, { userId: 'x' });
  return user!.members.nodes;
}
`;

// Only codegen knows that `members` is null only with an error.
test.for([
  ['gql-tada', [6, 7, 9, 11, 11, 16]],
  ['codegen', [6, 7, 9, 11, 11]],
] as const)('the compiler finds mistakes with documents of %s', patient, async ([tool, lines]) => {
  await using folder = await createProject();
  await write(join(folder.path, tool, 'mistakes.ts'), mistakes);
  const found = (await compile(folder.path)).matchAll(/mistakes\.ts\((\d+),\d+\): error/g);
  expect([...found].map(([, line]) => Number(line))).toEqual(lines);
});

interface Used {
  readonly useApollo: (client: ApolloClient, userId: string) => Promise<unknown[]>;
  readonly useUrql: (client: Client, userId: string) => Promise<unknown[]>;
  readonly useGraphqlRequest: (client: GraphQLClient, userId: string) => Promise<unknown[]>;
  readonly useKit: (mx: unknown, userId: string) => Promise<unknown[]>;
  readonly start: (mx: unknown, memberId: string) => Promise<string>;
}

test.for(tools)('documents of %s run in four clients', patient, async (tool) => {
  await using folder = await createProject();
  await using gateway = await startTestGateway();
  const { url } = gateway;
  const path = join(folder.path, tool, 'use.ts');
  const used = (await load(path)) as unknown as Used;
  const apollo = new ApolloClient({
    link: new HttpLink({ uri: url }),
    cache: new InMemoryCache(),
  });
  const urql = new Client({ url, exchanges: [fetchExchange], preferGetMethod: false });
  const mx = createMxClient({ url });
  const expected = await used.useKit(mx, userId);
  expect(expected.length).toBeGreaterThan(0);
  const reward = { id: expect.any(String), balance: expect.any(String), unit: expect.any(String) };
  expect(expected[0]).toMatchObject({ rewards: expect.arrayContaining([reward]) });
  expect(await used.useApollo(apollo, userId)).toMatchObject(expected);
  expect(await used.useUrql(urql, userId)).toMatchObject(expected);
  expect(await used.useGraphqlRequest(new GraphQLClient(url), userId)).toEqual(expected);
  expect(await used.start(mx, cardsId)).toBe('WAIT');
});
