import { type GraphQLFieldResolver, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../src/schema/schema.ts';
import { createCaller, transports } from '../support/caller.ts';
import { CANARY, createMember, valid } from '../support/canary.ts';
import { startTestGateway } from '../support/gateway.ts';
import { findText } from '../support/reachable.ts';

type Resolver = GraphQLFieldResolver<unknown, unknown>;

/** Looks at all that each resolver is given, and returns where a text was found, and which resolvers ran. */
function spyOnResolvers(text: string) {
  const found: string[] = [];
  const ran = new Set<string>();
  const spy =
    (name: string, resolve: Resolver): Resolver =>
    (source, args, context, info) => {
      ran.add(name);
      found.push(...findText({ source, args, context, info }, text).map((path) => name + path));
      return resolve(source, args, context, info);
    };
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.resolve) field.resolve = spy(`${type.name}.${field.name}`, field.resolve);
    }
  }
  return { found, ran };
}

const { found, ran } = spyOnResolvers(CANARY);

test('a text that stands open is found wherever it is', () => {
  const bytes = new Map([['a', new Set([{ b: Buffer.from(`x${CANARY}`) }])]]);
  expect(findText({ deep: [{ [Symbol('s')]: CANARY }], bytes }, CANARY)).toHaveLength(2);
});

test.for(transports)(
  'no resolver of a mutation over %s can reach a password: not in its context, arguments or info',
  async (transport) => {
    await using gateway = await startTestGateway();
    await using caller = createCaller(gateway);
    ran.clear();
    const input = { ...valid, referralSource: null };
    const operation = { query: createMember, variables: { input } };
    const { answers } = await caller.ask(transport, operation);
    expect(answers[0]?.data?.['createMember']).toMatchObject({ __typename: 'MemberPayload' });
    expect([...ran]).toContain('Mutation.createMember');
    expect(found).toEqual([]);
  },
);
