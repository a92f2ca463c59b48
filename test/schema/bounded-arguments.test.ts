import {
  getNullableType,
  type GraphQLInputType,
  type GraphQLResolveInfo,
  isEnumType,
  isInputObjectType,
  isListType,
  isObjectType,
} from 'graphql';
import { expect, test } from 'vitest';
import { type LimitName, limits } from '../../src/limits.ts';
import { schema } from '../../src/schema/schema.ts';
import { Secret } from '../../src/secret.ts';
import { createCaller, transports } from '../support/caller.ts';
import { startTestGateway } from '../support/gateway.ts';
import { household, mxbankCredentials } from '../support/household.ts';

interface Place {
  readonly path: readonly string[];
  readonly kind: 'String' | 'ID' | 'URL' | 'Secret' | 'list';
  /** The argument's value with this one in its place. */
  readonly wrap: (value: unknown) => unknown;
}

/** Every text and every list below an input type. */
function placesIn(type: GraphQLInputType, path: readonly string[]): Place[] {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    const items = placesIn(nullable.ofType, [...path, '1']);
    return [
      { path, kind: 'list', wrap: (value) => value },
      ...items.map((place) => ({ ...place, wrap: (value: unknown) => [null, place.wrap(value)] })),
    ];
  }
  if (isInputObjectType(nullable)) {
    return Object.values(nullable.getFields()).flatMap((field) =>
      placesIn(field.type, [...path, field.name]).map((place) => ({
        ...place,
        wrap: (value: unknown) => ({ [field.name]: place.wrap(value) }),
      })),
    );
  }
  const { name } = nullable;
  const isText = name === 'String' || name === 'ID' || name === 'URL' || name === 'Secret';
  // Of a fixed form, whose scalars are tested elsewhere.
  expect(isText || isEnumType(nullable) || /^(?:Int|Boolean|Date)$/.test(name)).toBe(true);
  return isText ? [{ path, kind: name, wrap: (value) => value }] : [];
}

const fields = Object.values(schema.getTypeMap()).flatMap((type) =>
  isObjectType(type) && !type.name.startsWith('__')
    ? Object.values(type.getFields()).map((field) => ({ type, field }))
    : [],
);
const places = fields.flatMap(({ type, field }) =>
  field.args.flatMap((arg) =>
    placesIn(arg.type, [arg.name]).map((place) => {
      const named = `${type.name}.${field.name}(${place.path.join('.')})`;
      return [named, { field, name: arg.name, ...place }] as const;
    }),
  ),
);

/** The subscriptions whose `after` contains every member of a user. */
const OF_MEMBERS = /^Subscription\.(?:memberStatuses|userRewardsRefresh)\(after\)$/;

const limitOf = (named: string, { path, kind }: Place): LimitName => {
  if (OF_MEMBERS.test(named)) return 'membersRevisionCharacters';
  const name = path.at(-1);
  if (name === 'metadata') return 'metadataCharacters';
  if (name === 'externalId') return 'externalIdCharacters';
  if (name === 'email') return 'emailCharacters';
  if (kind === 'list') return path.join('.') === 'ids' ? 'ids' : 'listItems';
  return (
    {
      String: 'textCharacters',
      ID: 'idCharacters',
      URL: 'urlCharacters',
      Secret: 'secretCharacters',
    } as const
  )[kind];
};

/** What is thrown for an argument with so many characters or items, before anything is read; from then on null is in the way. */
async function thrownFor(
  { field, name, ...place }: Place & { field: (typeof fields)[number]['field']; name: string },
  count: number,
) {
  const text = 'x'.repeat(count);
  const values = { list: Array.from({ length: count }, () => null), Secret: new Secret(text) };
  const value = place.kind === 'list' || place.kind === 'Secret' ? values[place.kind] : text;
  const run = field.subscribe ?? field.resolve;
  try {
    await run?.({}, { [name]: place.wrap(value) }, null, {} as GraphQLResolveInfo);
    return undefined;
  } catch (error) {
    return error;
  }
}

test('the schema has texts and lists to bound', () => {
  expect(places.length).toBeGreaterThan(50);
});

test.for(places)('%s is bounded, and its refusal names its path', async ([named, place]) => {
  const limit = limitOf(named, place);
  const what = place.kind === 'list' ? 'items' : 'characters';
  expect(await thrownFor(place, limits[limit] + 1)).toMatchObject({
    message: `${place.path.at(-1)} must have at most ${limits[limit]} ${what}.`,
    code: 'BAD_USER_INPUT',
    inputPath: place.path,
    limit,
  });
  expect(await thrownFor(place, limits[limit])).not.toMatchObject({ limit });
});

const createMember = `mutation ($input: CreateMemberInput!) {
  createMember(input: $input) { ... on MemberPayload { member { metadata } } ... on Error { message } }
}`;
const valid = {
  userId: household.userId,
  institutionCode: 'mxbank',
  credentials: mxbankCredentials('any'),
};

test.for(transports)('a text that is too long does not reach MX over %s', async (transport) => {
  await using gateway = await startTestGateway();
  await using caller = createCaller({ url: gateway.url });
  const ask = (metadata: string) =>
    caller.ask(transport, { query: createMember, variables: { input: { ...valid, metadata } } });
  const { answers } = await ask('m'.repeat(limits.metadataCharacters + 1));
  expect(answers).toMatchObject([
    {
      data: null,
      errors: [
        {
          message: 'metadata must have at most 4000 characters.',
          path: ['createMember'],
          extensions: {
            code: 'BAD_USER_INPUT',
            retryable: false,
            inputPath: ['input', 'metadata'],
            limit: 'metadataCharacters',
          },
        },
      ],
    },
  ]);
  expect(gateway.sandbox.calls).toEqual([]);
  const metadata = 'm'.repeat(limits.metadataCharacters);
  expect((await ask(metadata)).answers).toEqual([
    { data: { createMember: { member: { metadata } } } },
  ]);
});

test('a literal argument is bounded like a variable', async () => {
  await using gateway = await startTestGateway();
  const { errors } = await gateway.query(
    `{ institutions(name: "${'x'.repeat(201)}") { totalCount } }`,
  );
  expect(errors).toMatchObject([{ extensions: { inputPath: ['name'], limit: 'textCharacters' } }]);
});
