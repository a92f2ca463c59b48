import { composeServices } from '@theguild/federation-composition';
import { buildASTSchema, isObjectType, parse } from 'graphql';
import { expect, test } from 'vitest';
import { toSubgraphSdl } from '../../../src/schema/federation/subgraph-sdl.ts';
import { schema } from '../../../src/schema/schema.ts';
import { composeAsDocumented, coupons } from './second-subgraph.ts';

const { errors, supergraphSdl = '', publicSdl = '', ...rest } = await composeAsDocumented();

/** The definition of a field in the supergraph, on one line. */
function fieldOf(type: string, field: string): string {
  const body =
    new RegExp(`^type ${type}\\b[^{]*\\{([^]*?)^\\}`, 'm').exec(supergraphSdl)?.[1] ?? '';
  return new RegExp(`^ {2}${field}\\b[^\\n]*`, 'm').exec(body)?.[0].trim() ?? '';
}

test('the subgraph composes with one that extends its users and members, without an error or a hint', () => {
  expect(errors).toBeUndefined();
  expect(rest).not.toHaveProperty('hints');
  expect(supergraphSdl).toContain('graph: COUPONS');
});

test('each side contributes to the objects of the other', () => {
  expect(fieldOf('Member', 'name')).toBe('name: String @join__field(graph: MX)');
  expect(fieldOf('Member', 'coupons')).toBe('coupons: [Coupon!]! @join__field(graph: COUPONS)');
  expect(fieldOf('User', 'email')).toBe('email: String @join__field(graph: MX)');
  expect(fieldOf('User', 'loyaltyTier')).toBe('loyaltyTier: String @join__field(graph: COUPONS)');
  expect(fieldOf('Coupon', 'member')).toBe('member: Member');
});

test('what both sides have in the style of Relay is shared, and `node` is theirs', () => {
  expect(fieldOf('PageInfo', 'hasNextPage')).toBe('hasNextPage: Boolean!');
  expect(fieldOf('Query', 'node')).toBe('node(id: ID!): Node @join__field(graph: COUPONS)');
});

test('clients of the supergraph see every field of the schema, except node and nodes', () => {
  const seen = buildASTSchema(parse(publicSdl), { assumeValidSDL: true });
  const missing = Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!isObjectType(type) || type.name.startsWith('__')) return [];
    const other = seen.getType(type.name);
    const fields = isObjectType(other) ? other.getFields() : {};
    return Object.values(type.getFields())
      .filter((field) => String(fields[field.name]?.type) !== String(field.type))
      .map((field) => `${type.name}.${field.name}`);
  });
  // Query.node is there, but it is the other subgraph's.
  expect(missing).toEqual(['Query.nodes']);
});

test('alone, it is a supergraph, too', () => {
  const typeDefs = parse(toSubgraphSdl(schema));
  const alone = composeServices([{ name: 'mx', url: 'http://127.0.0.1:4000/graphql', typeDefs }]);
  expect(alone.errors).toBeUndefined();
});

test('a type of the same name that is no entity is refused by the composition', async () => {
  const clash = `${coupons}\ntype MemberStatus { id: ID! }`;
  const { errors: clashes = [] } = await composeAsDocumented(clash);
  expect(clashes.map(({ message }) => message)).toEqual([
    expect.stringContaining('MemberStatus.id'),
  ]);
});
