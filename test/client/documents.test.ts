import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { initGraphQLTada } from 'gql.tada';
import { buildSchema, introspectionFromSchema, parse, validate } from 'graphql';
import { expect, expectTypeOf, test } from 'vitest';
import type { MxClient } from '../../client/src/client.ts';
import type { Typed } from '../../client/src/document.ts';
import type * as Api from '../../client/src/generated/api.ts';
import * as operations from '../../client/src/generated/operations.ts';
import type { introspection, scalars } from '../../client/src/generated/tada.ts';
import { createMxClient, type ResultOf, type VariablesOf } from '../../client/src/main.ts';
import { printOperations, toSentText } from '../../scripts/client-operations.ts';
import { startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { startKit } from './kit.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const schema = buildSchema(read('schema.graphql'));
const texts = Object.entries(operations);

test.for(texts)('the operation %s is valid', ([name, text]) => {
  expect(validate(schema, parse(text))).toEqual([]);
  expect(text).toContain(` ${name}`);
});

test('the manifest contains the operations, and the introspection the schema', () => {
  const manifest = JSON.parse(read('client/persisted-documents.json')) as Record<string, string>;
  expect(Object.values(manifest).toSorted()).toEqual(texts.map(([, text]) => text).toSorted());
  const printed: unknown = JSON.parse(read('client/introspection.json'));
  expect(printed).toEqual(introspectionFromSchema(schema, { descriptions: false }));
});

const sdl = `
  interface Named { name: String }
  type A implements Named { name: String  a: Int! }
  type B implements Named { name: String  b: [E!]! }
  type C implements Named { name: String }
  enum E { X Y }
  union U = A | B | C
  type Query { u(e: E! = X, id: ID!, list: [E]): [U!]  named: Named! }`;

test('an operation is printed with the types of its result and its variables', () => {
  const text = `# One line.
# Another.

query Q($e: E! = Y, $id: ID!, $list: [E]) {
  items: u(e: $e, id: $id, list: $list) {
    __typename
    ... on Named { name }
    ... on A { a }
    ... on B { name b }
  }
  named { name }
}`;
  const printed = printOperations([{ text, document: parse(text) }], buildSchema(sdl));
  expect(printed.slice(printed.indexOf('/**'))).toBe(`/**
 * One line.
 * Another.
 */
export const Q = '${toSentText(text)}' as Operation<QResult, QVariables>;
export type QResult = { readonly items: readonly ({ readonly __typename: 'A'; readonly name: string | null; readonly a: number } | { readonly __typename: 'B'; readonly name: string | null; readonly b: readonly Api.E[] } | { readonly __typename: 'C'; readonly name: string | null })[] | null; readonly named: { readonly name: string | null } };
export interface QVariables {
  readonly e?: Api.E | undefined;
  readonly id: string;
  readonly list?: readonly (Api.E | null)[] | null | undefined;
}
`);
});

test('an operation of the kit has the types of its result and its variables', () => {
  type Wallet = ResultOf<typeof operations.Wallet>;
  type Rewards = NonNullable<
    NonNullable<NonNullable<Wallet['user']>['members']>['edges'][number]['node']['rewards']
  >;
  expectTypeOf<Rewards[number]['unit']>().toEqualTypeOf<Api.RewardUnit>();
  expectTypeOf<VariablesOf<typeof operations.Wallet>>().toEqualTypeOf<{
    readonly externalId: string;
  }>();
});

// Never called: for the compiler.
async function useTypedDocuments(mx: MxClient) {
  // @ts-expect-error: a variable of the kit's operation is missing
  await mx.query(operations.Node, {});
  const graphql = initGraphQLTada<{ introspection: introspection; scalars: scalars }>();
  const viewer = await mx.query(
    graphql(`
      {
        viewer {
          id
          rewardsSummary {
            units {
              total
              unit
            }
          }
        }
      }
    `),
  );
  const units = viewer.viewer?.rewardsSummary?.units ?? [];
  const document = graphql(`
    query ($id: ID!) {
      node(id: $id) {
        ... on Member {
          name
        }
      }
    }
  `);
  const { node } = await mx.query(document, { id: 'x' });
  // @ts-expect-error: the variable has another type
  await mx.query(document, { id: true });
  // @ts-expect-error: a variable is missing
  await mx.query(document);
  // codegen's documentMode: 'string'
  class TypedDocumentString<Result, Variables> extends String implements Typed<Result, Variables> {
    declare readonly __apiType?: NonNullable<Typed<Result, Variables>['__apiType']>;
  }
  const text = new TypedDocumentString<{ readonly a: number }, { readonly b: string }>('');
  const { a } = await mx.query(text, { b: 'x' });
  return { units, node, a };
}

test('documents of gql.tada and of codegen have their types in the client', () => {
  type Used = Awaited<ReturnType<typeof useTypedDocuments>>;
  expectTypeOf<Used['units'][number]['total']>().toEqualTypeOf<string | null>();
  expectTypeOf<Used['units'][number]['unit']>().toEqualTypeOf<Api.RewardUnit>();
  expectTypeOf<Extract<Used['node'], { name: unknown }>['name']>().toEqualTypeOf<string | null>();
  expectTypeOf<Used['a']>().toEqualTypeOf<number>();
});

test('a document of gql.tada is executed by the gateway', async () => {
  await using kit = await startKit({ transport: 'websocket' });
  const graphql = initGraphQLTada<{ introspection: introspection; scalars: scalars }>();
  const document = graphql(`
    query ($first: Int) {
      viewer {
        members(first: $first) {
          totalCount
        }
      }
    }
  `);
  const { viewer } = await kit.mx.query(document, { first: 1 });
  expect(viewer?.members?.totalCount).toBeGreaterThan(0);
});

test('a gateway with the manifest of the kit runs its operations, and no others', async () => {
  const persistedDocuments = fileURLToPath(
    new URL('../../client/persisted-documents.json', import.meta.url),
  );
  await using gateway = await startTestGateway({ config: { persistedDocuments } });
  const mx = createMxClient({ url: gateway.url });
  const memberId = household.bankId;
  expect(await mx.query(operations.Node, { id: memberId })).toMatchObject({
    node: { id: memberId },
  });
  const options = { completeWhenSettled: true };
  for await (const { isSettled } of mx.watchStatus(memberId, options)) expect(isSettled).toBe(true);
  await expect(mx.query('{ viewer { id } }')).rejects.toMatchObject({
    code: 'PERSISTED_QUERY_NOT_FOUND',
  });
});
