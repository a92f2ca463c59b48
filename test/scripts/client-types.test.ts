import { readFile } from 'node:fs/promises';
import { buildSchema } from 'graphql';
import { expect, expectTypeOf, test } from 'vitest';
import type * as Api from '../../client/src/generated/api.ts';
import { printPossibleTypes, printScalars } from '../../scripts/client-maps.ts';
import { printClientTypes } from '../../scripts/client-types.ts';

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');

test('client/src/generated/api.ts is generated from schema.graphql', async () => {
  const printed = printClientTypes(buildSchema(await read('../../schema.graphql')));
  expect(await read('../../client/src/generated/api.ts')).toBe(printed);
});

test('client/possible-types.json and client/scalars.json are generated from schema.graphql', async () => {
  const schema = buildSchema(await read('../../schema.graphql'));
  expect(await read('../../client/possible-types.json')).toBe(printPossibleTypes(schema));
  expect(await read('../../client/scalars.json')).toBe(printScalars(schema));
});

test('possible-types.json lists the types of a union and of an interface, scalars.json names scalars as strings', () => {
  const schema = buildSchema(`scalar Money interface I { a: Int } type B implements I { a: Int }
    type A implements I { a: Int } union U = B type Query { i: I u: U m: Money }`);
  expect(JSON.parse(printPossibleTypes(schema))).toEqual({ I: ['A', 'B'], U: ['B'] });
  expect(JSON.parse(printScalars(schema))).toEqual({ Money: 'string' });
});

test('client types do not depend on the order of the schema', () => {
  const a = 'enum E { B A } type Query { b: Int a(y: Int, x: E): ID! }';
  const b = 'type Query { a(x: E, y: Int): ID! b: Int } enum E { A B }';
  expect(printClientTypes(buildSchema(a))).toBe(printClientTypes(buildSchema(b)));
});

test('descriptions and deprecations become TSDoc in client types', () => {
  const sdl = `
    type Query {
      "One line."
      a: String!
      """
      Two
      lines, with a */ in them.
      """
      b: [String]
      c: Int @deprecated(reason: "Ask for a.")
    }`;
  const types = printClientTypes(buildSchema(sdl));
  expect(types.slice(types.indexOf('export'))).toBe(`export interface Query {
  readonly __typename: 'Query';
  /** One line. */
  readonly a: string;
  /**
   * Two
   * lines, with a *\\/ in them.
   */
  readonly b: readonly (string | null)[] | null;
  /** @deprecated Ask for a. */
  readonly c: number | null;
}
`);
});

test('scalars are strings in client types, and nullable is null', () => {
  expectTypeOf<Api.Reward['balance']>().toEqualTypeOf<string | null>();
  expectTypeOf<Api.Reward['id']>().toEqualTypeOf<string>();
  expectTypeOf<Api.UserConnection['totalCount']>().toEqualTypeOf<number | null>();
  expectTypeOf<Api.Query['nodes']>().toEqualTypeOf<readonly (Api.Node | null)[]>();
  expectTypeOf<Api.Member['rewards']>().toEqualTypeOf<readonly Api.Reward[] | null>();
});

test('enums are unions of strings in client types', () => {
  expectTypeOf<'MILES'>().toExtend<Api.RewardUnit>();
  expectTypeOf<'FLORINS'>().not.toExtend<Api.RewardUnit>();
});

test('unions and interfaces are distinguished by __typename in client types', () => {
  expectTypeOf<
    Extract<Api.CreateUserResult, { __typename: 'ConflictError' }>
  >().toEqualTypeOf<Api.ConflictError>();
  expectTypeOf<Extract<Api.Node, { __typename: 'Reward' }>>().toEqualTypeOf<Api.Reward>();
  expectTypeOf<Api.Challenge['__typename']>().toEqualTypeOf<
    | 'ImageChallenge'
    | 'ImageOptionsChallenge'
    | 'OptionsChallenge'
    | 'TextChallenge'
    | 'TokenChallenge'
    | 'UnrecognizedChallenge'
  >();
});

test('an input field may be left out of a client type only with a default or when nullable', () => {
  expectTypeOf<{ institutionCode: string }>().toExtend<Api.CreateMemberInput>();
  expectTypeOf<{ credentials: [] }>().not.toExtend<Api.CreateMemberInput>();
  expectTypeOf<{ guid: string }>().not.toExtend<Api.CredentialInput>();
  expectTypeOf<{ isOAuth: 'yes'; institutionCode: string }>().not.toExtend<Api.CreateMemberInput>();
});

test('each field with arguments has a type for its variables', () => {
  expectTypeOf<{ memberId: string }>().toExtend<Api.SubscriptionMemberStatusArgs>();
  expectTypeOf<{ after: string }>().not.toExtend<Api.SubscriptionMemberStatusArgs>();
  expectTypeOf<Api.MutationCreateMemberArgs['input']>().toEqualTypeOf<Api.CreateMemberInput>();
  expectTypeOf<Api.UserTransactionsArgs['from']>().toEqualTypeOf<string | null | undefined>();
});

test('a oneOf input is a union of its fields, of which exactly one has a value', () => {
  const schema = buildSchema('input By @oneOf { b: Int a: ID } type Query { a(by: By): Int }');
  expect(printClientTypes(schema)).toContain(`export type By =
  | { readonly a: string; readonly b?: never }
  | { readonly a?: never; readonly b: number };
`);
});
