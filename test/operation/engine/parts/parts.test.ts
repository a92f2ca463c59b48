import type { ExecutionResult } from 'graphql';
import { expect, test } from 'vitest';
import { limits } from '../../../../src/limits.ts';
import { Refused } from '../../../../src/operation/refused.ts';
import { isStream } from '../../../../src/operation/stream.ts';
import type { Data } from '../../../support/gateway.ts';
import { createPartsSchema, type Held } from '../../../support/parts-schema.ts';
import { createRequest, createTestPipeline } from '../../../support/pipeline.ts';

const forms = ['v0.2', '20220824'] as const;
type Form = (typeof forms)[number];

async function run(
  query: string,
  parts: Form | undefined,
  { variables = {}, held = [] as Held[] } = {},
) {
  const { pipeline } = createTestPipeline(createPartsSchema(held));
  const readable = { result: true, stream: false, parts };
  const request = createRequest(query, { readable, variables });
  const operation = pipeline.prepare(request);
  if (operation instanceof Refused) throw operation.refusal;
  const result = await pipeline.run(operation, request);
  if (result instanceof Refused) throw result.refusal;
  return result;
}

/** All parts as a client reads them; one for a whole result. */
async function readAll(...args: Parameters<typeof run>): Promise<Data[]> {
  const result = await run(...args);
  const all: ExecutionResult[] = [];
  if (!isStream(result)) return [toJson(result)];
  for await (const part of result) all.push(part);
  return all.map(toJson);
}

const toJson = (value: object): Data => JSON.parse(JSON.stringify(value)) as Data;

test('a client that reads no parts gets the same whole as without the directives', async () => {
  const fields = (defer: string, stream: string) =>
    `query { quick ... ${defer} { slow thing { name ...F ${defer} } }
      list ${stream} things ${stream} { name } } fragment F on Thing { name things { name } }`;
  const [plain] = await readAll(fields('@include(if: true)', ''), undefined);
  const [inlined] = await readAll(fields('@defer', '@stream(initialCount: 1)'), undefined);
  expect(inlined).toEqual(plain);
  expect(Object.keys(inlined?.['data'])).toEqual(Object.keys(plain?.['data']));
});

test('the form v0.2 announces work, sends it and completes it', async () => {
  const parts = await readAll(
    '{ quick thing { name } ... @defer(label: "later") { slow } }',
    'v0.2',
  );
  expect(parts).toEqual([
    {
      data: { quick: 'quick', thing: { name: 'A' } },
      pending: [{ id: '0', path: [], label: 'later' }],
      hasNext: true,
    },
    {
      incremental: [{ id: '0', data: { slow: 'slow' } }],
      completed: [{ id: '0' }],
      hasNext: false,
    },
  ]);
});

test('the form of 2022 sends work with its path and label', async () => {
  const parts = await readAll(
    '{ quick thing { ... @defer(label: "later") { name } } }',
    '20220824',
  );
  expect(parts).toEqual([
    { data: { quick: 'quick', thing: {} }, hasNext: true },
    { incremental: [{ data: { name: 'A' }, path: ['thing'], label: 'later' }], hasNext: false },
  ]);
});

test.for(forms)('the items of a streamed list come after the first ones, in %s', async (form) => {
  const parts = await readAll('{ list @stream(initialCount: 1) }', form);
  expect(parts[0]?.['data']).toEqual({ list: ['a'] });
  const later = parts.flatMap(({ incremental = [] }) => incremental);
  expect(later.flatMap(({ items }) => items)).toEqual(['b', 'c']);
});

test.for(['false', '$later'])('@defer(if: %s) comes as one result', async (condition) => {
  const query = `query ($later: Boolean!) { quick @skip(if: $later) ... @defer(if: ${condition}) { slow } }`;
  const result = await run(query, 'v0.2', { variables: { later: false } });
  expect(toJson(result)).toEqual({ data: { quick: 'quick', slow: 'slow' } });
});

test.for(forms)('errors within parts are masked, in %s', async (form) => {
  const parts = await readAll(
    '{ thing { ... @defer { name missing } ... @defer { broken } } }',
    form,
  );
  const text = JSON.stringify(parts);
  expect(text).not.toContain('hunter2');
  expect(text).toContain('"path":["thing","missing"]');
  expect(text).toContain('"code":"NOT_FOUND"');
  expect(text).toContain('"code":"INTERNAL"');
  expect(parts.at(-1)).toMatchObject({ hasNext: false });
});

test('a part that is too large ends the response, and fails what is still awaited', async () => {
  const query = '{ quick thing { ... @defer { huge } } }';
  const [first, ...rest] = await readAll(query, 'v0.2');
  expect(first).toMatchObject({ data: { quick: 'quick' } });
  expect(rest).toMatchObject([
    {
      completed: [
        {
          id: '0',
          errors: [{ extensions: { code: 'RESPONSE_TOO_LARGE', limit: 'responseBytes' } }],
        },
      ],
      hasNext: false,
    },
  ]);
  const old = await readAll(query, '20220824');
  expect(old.at(-1)).toMatchObject({
    errors: [{ extensions: { code: 'RESPONSE_TOO_LARGE' } }],
    hasNext: false,
  });
});

test.for(forms)(
  'what is said of each part counts: long labels at many places, in %s',
  async (form) => {
    const label = 'x'.repeat(limits.responseBytes / 100);
    const query = `{ things { ... @defer(label: "${label}") { name } } }`;
    const text = JSON.stringify(await readAll(query, form));
    expect(text).toContain('"code":"RESPONSE_TOO_LARGE"');
    expect(text.length).toBeLessThan(limits.responseBytes * 1.2);
  },
);

test('a long label of a streamed list counts with each item', async () => {
  const label = 'x'.repeat(limits.responseBytes / 100);
  const query = `{ things @stream(label: "${label}") { name } }`;
  const text = JSON.stringify(await readAll(query, '20220824'));
  expect(text).toContain('"code":"RESPONSE_TOO_LARGE"');
});

const negatives: readonly (readonly [string, Data])[] = [
  ['{ list @stream(initialCount: -1) }', {}],
  ['query ($count: Int!) { list @stream(initialCount: $count) }', { count: -1 }],
  ['query ($count: Int! = -1) { list @stream(initialCount: $count) }', {}],
];

test.for(negatives)('%s is refused, for every client', async ([query, variables]) => {
  for (const form of [...forms, undefined]) {
    const [part] = await readAll(query, form, { variables });
    expect(part).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT', inputPath: ['initialCount'] } }],
    });
  }
});

test('the deferred fields of a mutation come later', async () => {
  const query = 'mutation { change { name ... @defer { things { name } } } }';
  const parts = await readAll(query, 'v0.2');
  expect(parts[0]).toMatchObject({ data: { change: { name: 'A' } }, hasNext: true });
  expect(parts.at(-1)).toMatchObject({ hasNext: false });
});

test.for([
  'mutation { ... @defer { change { name } } }',
  'subscription { count { ... @defer { name } } }',
  '{ thing { ... @defer(label: "a") { name } ... @defer(label: "a") { wait } } }',
  '{ quick @stream }',
])('%s is not valid', (query) => {
  const { pipeline } = createTestPipeline(createPartsSchema());
  expect(pipeline.prepare(createRequest(query))).toMatchObject({
    refusal: { code: 'GRAPHQL_VALIDATION_FAILED' },
  });
});
