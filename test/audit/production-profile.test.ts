import { expect, test } from 'vitest';
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway.ts';

const startProduction = () => startTestGateway({ config: { isProduction: true } });

const repeat = (count: number, write: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => write(index)).join(' ');

const circular = `{ __schema { types { ${'fields { type { '.repeat(4)} name ${'} } '.repeat(4)} } } }`;

/** What a scanner such as graphql-cop sends, with nothing but the headers of a simple program. */
const probes: Readonly<Record<string, (gateway: TestGateway) => Promise<Response>>> = {
  'a hundred aliases': ({ post }) =>
    post({ query: `{ ${repeat(101, (index) => `alias${index}: __typename`)} }` }),
  'a field five hundred times': ({ post }) =>
    post({ query: `{ ${repeat(500, () => '__typename')} }` }),
  'ten directives on one field': ({ post }) =>
    post({ query: `{ __typename ${repeat(10, () => '@aa')} }` }),
  'a batch of eleven': ({ post }) =>
    post(Array.from({ length: 11 }, () => ({ query: '{ __typename }' }))),
  'introspection in a circle': ({ post }) => post({ query: circular }),
  introspection: ({ post }) => post({ query: '{ __schema { types { name fields { name } } } }' }),
  'introspection of one type': ({ post }) => post({ query: '{ __type(name: "User") { name } }' }),
  'a query by GET': ({ url }) => fetch(`${url}?query=%7B__typename%7D`),
  'a query by GET from a link': ({ url }) =>
    fetch(`${url}?query=%7B__typename%7D`, { headers: { accept: 'text/html,*/*;q=0.8' } }),
  'a query by GET from an image': ({ url }) =>
    fetch(`${url}?query=%7B__typename%7D`, { headers: { accept: 'image/avif,image/*,*/*;q=0.8' } }),
  'a mutation by GET': ({ url }) => fetch(`${url}?query=mutation%7B__typename%7D`),
  'a mutation by GET that asks for JSON': ({ url }) =>
    fetch(`${url}?query=mutation%7B__typename%7D`, { headers: { accept: 'application/json' } }),
  'a form by POST': ({ post }) =>
    post('query=%7B__typename%7D', { 'content-type': 'application/x-www-form-urlencoded' }),
  'a POST with its query in the URL': ({ url }) =>
    fetch(`${url}?query=%7B__typename%7D`, { method: 'POST' }),
  'a POST of text': ({ post }) =>
    post('{"query":"{ __typename }"}', { 'content-type': 'text/plain' }),
};

test.for(Object.keys(probes))('%s gets no data in production', async (name) => {
  await using gateway = await startProduction();
  const response = await probes[name]?.(gateway);
  expect(response?.status).toBeLessThan(500);
  const text = (await response?.text()) ?? '';
  expect(text).toContain('"errors"');
  expect(text).not.toContain('"data"');
  expect((JSON.parse(text) as Answer).errors?.length).toBeLessThan(6);
});

test('a GET with the Accept of a GraphQL client is answered in production', async () => {
  await using gateway = await startProduction();
  for (const headers of [
    { accept: 'application/graphql-response+json, application/json;q=0.9' },
    { accept: 'application/json' },
    { 'content-type': 'application/json' },
  ]) {
    const response = await fetch(`${gateway.url}?query=%7B__typename%7D`, { headers });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  }
});

test('a browser gets no page to try queries on in production', async () => {
  await using gateway = await startProduction();
  const { origin } = new URL(gateway.url);
  for (const path of ['/', '/graphiql', '/playground', '/console', '/altair', '/graphql']) {
    for (const accept of ['*/*', 'text/html']) {
      const response = await fetch(origin + path, { headers: { accept } });
      expect(response.status).toBeGreaterThan(399);
      expect(await response.text()).not.toMatch(/graphiql|playground|altair|<html|<script/i);
    }
  }
});

test.for([
  '{ __typename }',
  'qwerty cop { abc }',
  '{ user(',
  '{ users(first: -1) { totalCount } }',
])("an error about %s reveals nothing of the gateway's insides", async (query) => {
  await using gateway = await startProduction();
  const text = await (await gateway.post({ query })).text();
  expect(text).not.toMatch(/tracing|exception|stack|debug|node_modules|\.ts\b/i);
});
