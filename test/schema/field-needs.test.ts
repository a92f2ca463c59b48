import type { GraphQLField } from 'graphql';
import { expect, test } from 'vitest';
import { type Need, needs, needsOnly } from '../../src/schema/field-needs.ts';
import { schema } from '../../src/schema/schema.ts';
import type { Selection } from '../../src/schema/selection.ts';

/** A selection of fields with these extensions. */
function select(...extensions: readonly object[]): Selection {
  const every: Selection['every'] = (_type, isTrue) =>
    extensions.every((each) => isTrue({ extensions: each } as GraphQLField<unknown, unknown>));
  return { every } as Selection;
}

test.for<[known: readonly Need[], selection: Selection, isEnough: boolean]>([
  [['guids'], select(), true],
  [['guids'], select(needs('guids'), needs('guids')), true],
  [['guids'], select(needs('guids'), needs('known-status')), false],
  [['guids', 'known-status'], select(needs('guids'), needs('known-status')), true],
  [['guids'], select(needs('guids'), {}), false],
])('%# what is known is enough for every field of a selection, or it is not', (row) => {
  const [known, selection, isEnough] = row;
  expect(needsOnly(selection, 'Member', known)).toBe(isEnough);
});

test('a field that only MX knows is not marked with its needs', () => {
  const unmarked = (type: string, ...names: readonly string[]) => {
    const fields = (schema.getType(type) as unknown as { getFields: () => Fields }).getFields();
    return names.filter((name) => fields[name]?.extensions['needs'] === undefined);
  };
  const ofUser = ['externalId', 'email', 'isDisabled', 'metadata'];
  expect(unmarked('User', ...ofUser)).toEqual(ofUser);
  const ofMember = ['name', 'institution', 'isOAuth', 'error', 'oauthWindowUri'];
  expect(unmarked('Member', ...ofMember)).toEqual(ofMember);
  const ofStatus = ['isAuthenticated', 'hasProcessedAccounts', 'revision'];
  expect(unmarked('MemberStatus', ...ofStatus)).toEqual(ofStatus);
});

type Fields = Readonly<Record<string, GraphQLField<unknown, unknown>>>;
