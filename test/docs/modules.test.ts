import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ApolloClient, InMemoryCache } from '@apollo/client';
import { gql } from '@apollo/client';
import type { Exchange } from '@urql/core';
import { afterAll, expect, test } from 'vitest';
import { createMxClient } from '../../client/src/main.ts';
import { type Data, startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { blocksOf, root } from '../support/pages.ts';
import { mintNow, tokenAuth } from '../support/tenants.ts';

// The blocks of client/README.md and docs/clients/protocols.md that stand alone, as modules.

/** A folder from which a module finds the packages. */
const folder = mkdtempSync(join(root, 'node_modules/.blocks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const entries: Readonly<Record<string, string>> = {
  apollo: 'src/caches/apollo.ts',
  graphcache: 'src/caches/graphcache.ts',
  'gql-tada': 'src/generated/tada.ts',
};
const toEntry = (entry: string) => pathToFileURL(join(root, 'client', entries[entry] ?? entry));

interface Run {
  readonly page: string;
  /** A part of the block. */
  readonly has: string;
  readonly replaced?: Readonly<Record<string, string>>;
  /** The constant that the test looks at. */
  readonly result: string;
}

/** Imports the block as it is, except its addresses and the place of the kit. */
async function runBlock({ page, has, replaced = {}, result }: Run): Promise<unknown> {
  const block = blocksOf(page).find(({ code }) => code.includes(has));
  if (block === undefined) throw new TypeError(`${page} has no block with ${has}`);
  let code = block.code.replaceAll(
    /'mx-graphql-gateway-client\/([\w.-]+)'/g,
    (_, entry: string) => `'${toEntry(entry).href}'`,
  );
  for (const [text, other] of Object.entries(replaced)) code = code.replace(text, other);
  const file = join(folder, `${block.line}.${block.language === 'ts' ? 'ts' : 'mjs'}`);
  writeFileSync(file, `${code}\nexport { ${result} as result };\n`);
  const made = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Data;
  return made['result'];
}

test("the README's cache of Apollo Client keeps the same object once", async () => {
  const run = { page: 'client/README.md', has: 'new InMemoryCache', result: 'cache' };
  const cache = (await runBlock(run)) as InMemoryCache;
  const query = gql('query ($id: ID!) { node(id: $id) { id ... on Member { name } } }');
  const { bankId: id } = household;
  const node = { __typename: 'Member', id, name: 'MX Bank' };
  cache.writeQuery({ query, variables: { id }, data: { node } });
  const fragment = gql('fragment Name on Member { name }');
  cache.writeFragment({ from: { __typename: 'Member', id }, fragment, data: { name: 'Other' } });
  expect(cache.readQuery({ query, variables: { id } })).toMatchObject({ node: { name: 'Other' } });
});

test("the README's exchange of urql can be created", async () => {
  const run = { page: 'client/README.md', has: 'cacheExchange({', result: 'exchange' };
  const exchange = (await runBlock(run)) as Exchange;
  expect(exchange).toBeTypeOf('function');
});

test("the README's document of gql.tada runs in the kit", async () => {
  await using gateway = await startTestGateway({ config: { auth: tokenAuth } });
  const getToken = () => mintNow({ mx_user_guid: household.userGuid });
  Object.assign(globalThis, { mx: createMxClient({ url: gateway.url, getToken }) });
  const viewer = await runBlock({
    page: 'client/README.md',
    has: 'initGraphQLTada',
    result: 'viewer',
  });
  expect(viewer).toMatchObject({ id: household.userId });
});

test("the page's plain Apollo Client follows a subscription", async () => {
  await using gateway = await startTestGateway();
  const client = (await runBlock({
    page: 'docs/clients/protocols.md',
    has: 'new ApolloClient',
    replaced: { 'https://gateway.example.com/graphql': gateway.url },
    result: 'client',
  })) as ApolloClient;
  const query = gql('subscription ($id: ID!) { memberStatus(memberId: $id) { nextAction } }');
  const seen: unknown[] = [];
  const watching = client
    .subscribe({ query, variables: { id: household.bankId } })
    .subscribe(({ data }) => seen.push(data));
  await expect.poll(() => seen).toMatchObject([{ memberStatus: { nextAction: 'NONE' } }]);
  watching.unsubscribe();
});
