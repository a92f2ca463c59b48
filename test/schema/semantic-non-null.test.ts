import {
  buildSchema,
  getNullableType,
  graphql,
  GraphQLList,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { expect, test } from 'vitest';
import { toSchemaText } from '../../scripts/schema-text.ts';
import { schema } from '../../src/schema/schema.ts';
import {
  isSemanticNonNull,
  keepSemanticNonNull,
  semanticNonNull,
} from '../../src/schema/semantic-non-null.ts';
import { startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';

const marked = Object.values(schema.getTypeMap())
  .filter(isObjectType)
  .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })))
  .filter(({ field }) => isSemanticNonNull(field));

test('the SDL marks lists and pages that are null only with an error', () => {
  expect(marked.map(({ type, field }) => `${type.name}.${field.name}`).toSorted()).toEqual([
    ...['Account.transactions', 'Member.accounts', 'Member.rewards', 'Member.transactions'],
    ...['MemberStatus.challenges', 'Query.institutions', 'Query.users', 'User.accounts'],
    ...['User.members', 'User.rewards', 'User.rewardsSummary', 'User.transactions'],
  ]);
  const text = toSchemaText(schema);
  expect(text.match(/ @semanticNonNull$/gm)).toHaveLength(marked.length);
  expect(text).toContain('rewards: [Reward!] @semanticNonNull\n');
  expect(() => buildSchema(text)).not.toThrow();
});

test('a marked field is nullable, and the items of its lists are not, so that level 0 says all', () => {
  const types = marked.map(({ field }) => field.type);
  expect(types.filter(isNonNullType)).toEqual([]);
  const lists = types.map(getNullableType).filter(isListType);
  expect(lists.length).toBeGreaterThan(2);
  expect(lists.filter(({ ofType }) => !isNonNullType(ofType))).toEqual([]);
});

const lacking: readonly (readonly [string, () => unknown])[] = [
  ['null', () => null],
  ['a promise of null', () => Promise.resolve(null)],
  ['nothing', () => undefined],
];

test.for(lacking)('%s at a marked field is NOT_FOUND at its path', async ([, resolve]) => {
  const type = new GraphQLList(GraphQLString);
  const fields = { list: { type, resolve, extensions: semanticNonNull } };
  const query = new GraphQLObjectType({ name: 'Query', fields });
  const kept = keepSemanticNonNull(new GraphQLSchema({ query }));
  const { data, errors } = await graphql({ schema: kept, source: '{ list }' });
  expect({ ...data }).toEqual({ list: null });
  expect(errors).toMatchObject([{ path: ['list'], originalError: { code: 'NOT_FOUND' } }]);
});

test('a list of a user who disappears during the operation is null with NOT_FOUND', async () => {
  await using gateway = await startTestGateway({
    sandbox: {
      intercept: ({ path }) =>
        path.endsWith('/accounts') ? { status: 404, body: { error: {} } } : undefined,
    },
  });
  const { data, errors } = await gateway.query(
    `{ user(guid: "${household.userGuid}") { email accounts { totalCount } } }`,
  );
  expect(data?.['user'].accounts).toBeNull();
  expect(errors).toMatchObject([
    { path: ['user', 'accounts'], extensions: { code: 'NOT_FOUND', retryable: false } },
  ]);
});
