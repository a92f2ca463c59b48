import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isExternalId, isGuid, isPartnerId } from '../../src/mx/path.ts';
import { fromGlobalId } from '../../src/schema/global-id.ts';
import { transports } from '../support/caller.ts';
import { startTenantGateway } from '../support/tenant-gateway.ts';
import { createTenant, memberIdOf } from '../support/tenants.ts';

const ada = createTenant('ada', 0);

const hostile: readonly string[] = [
  ...[
    '',
    '.',
    '..',
    '...',
    '%2e%2e',
    '%2E%2E%2F',
    '..%2f',
    '../..',
    '..\\',
    '/',
    '//',
    'a/b',
    '\\',
  ],
  ...[
    'x?y',
    'x#',
    'x;y',
    'x&y=1',
    'x y',
    ' ',
    'MBR-1/',
    'MBR-1?x',
    '/MBR-1',
    'MBR-1\r\nHost: evil',
  ],
  ...['a\r\nb', '\n', '\0', 'MBR-1\0', '\u2024\u2024', '．．', '‥', 'МBR-1', 'ＭBR-1', '\u202eRBM'],
  ...['mbr-1', 'MBR', 'MBR-', 'MBR-é', 'ABCDE-1', '${7*7}', '{{7}}', "' or 1=1 --", '<script>'],
  ...['__proto__', 'constructor', 'toString', 'null', 'undefined', 'NaN', 'USR-1/members'],
  'x'.repeat(10_240),
  `MBR-${'1'.repeat(61)}`,
  ...[
    'Member:..:..',
    'Member:USR-1:../..',
    'User:.',
    'Member:USR-1',
    'Institution:../x',
    '__proto__:x',
  ].map((text) => Buffer.from(text).toString('base64url')),
];

/** Every place of the schema where a client writes an id of its own making. */
const places: readonly string[] = [
  ...['node(id: $id) { id }', 'nodes(ids: [$id]) { id }', 'member(guid: $id) { name }'],
  'member(guid: "MBR-1", userGuid: $id) { name }',
  ...[
    'user(guid: $id) { email }',
    'user(externalId: $id) { email }',
    'creditCardProduct(guid: $id) { name }',
  ],
  ...['institution(code: $id) { name }', 'viewer { members(after: $id) { totalCount } }'],
  'viewer { account(guid: $id) { guid } }',
  'viewer { member(guid: $id) { guid } }',
];

const changes: readonly string[] = [
  'createMember(input: { userId: $id, institutionCode: "b", isOAuth: true }) { __typename }',
  'createMember(input: { institutionCode: $id, isOAuth: true }) { __typename }',
  'requestConnectWidget(input: { institutionCode: $id }) { __typename }',
  ...[
    'updateMember',
    'deleteMember',
    'aggregateMember',
    'fetchRewards',
    'requestOAuthWindow',
    'requestConnectWidget',
  ].map(
    (name) =>
      `${name}(input: { memberId: $id${name === 'updateMember' ? ', metadata: "x"' : ''} }) { __typename }`,
  ),
];

const streams = [
  'memberStatus(memberId: $id) { isSettled }',
  'rewardsRefresh(memberId: $id) { __typename }',
];

const documents = [
  ...places.map((place) =>
    `query ($id: ID!) { ${place} }`.replace(
      '($id: ID!) { viewer { members',
      '($id: String!) { viewer { members',
    ),
  ),
  ...changes.map((change) => `mutation ($id: ID!) { ${change} }`),
  ...streams.map((stream) => `subscription ($id: ID!) { ${stream} }`),
];

/** What a form takes after all is another matter: `null` may be an external id. */
function isHostileTo(id: string, document: string): boolean {
  if (document.includes('externalId')) return !isExternalId(id);
  return /[cC]ode: \$id/.test(document) ? !isPartnerId(id) : !isGuid(id);
}

test.for(transports)(
  'case 3: a hostile id is BAD_USER_INPUT in every place, before any call, over %s',
  { timeout: 20_000 },
  async (transport) => {
    await using t = await startTenantGateway([ada]);
    const client = t.as(ada);
    const spared: string[] = [];
    for (const [index, document] of documents.entries()) {
      if (transport === 'http' && document.startsWith('subscription')) continue;
      const ids = hostile.filter((id, at) => isHostileTo(id, document) && at % 3 === index % 3);
      const told = await Promise.all(
        ids.map((id) => client.ask(transport, { query: document, variables: { id } })),
      );
      for (const [at, { answers }] of told.entries()) {
        const codes = answers[0]?.errors?.map(({ extensions }) => extensions?.['code']) ?? [];
        if (codes.join() !== 'BAD_USER_INPUT') spared.push([document, ids[at], ...codes].join(' '));
      }
    }
    expect(spared).toEqual([]);
    // The one thing that may be read beside a refused field is the viewer.
    expect(t.mx.calls.filter((call) => call !== `GET /users/${ada.userGuid}`)).toEqual([]);
  },
);

const letters = fc.constantFrom(...Array.from('MBR-USR:/.%2e\\?#\0\r\nab１．é =+&'));
const anyId = fc.oneof(
  fc.string({ unit: letters, maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .string({ unit: letters, maxLength: 40 })
    .map((text) => Buffer.from(text).toString('base64url')),
  fc
    .tuple(fc.constantFrom('User', 'Member', 'Account', 'Reward'), fc.string({ unit: letters }))
    .map(([type, rest]) => Buffer.from(`${type}:USR-1:${rest}`).toString('base64url')),
);

test("case 3: 10,000 random ids cause no call outside the caller's path", async () => {
  await using t = await startTenantGateway([ada]);
  const ids = fc.sample(anyId, 10_000);
  const aliases = 30;
  const names = Array.from({ length: aliases }, (_, at) => `i${at}`);
  const query = `query (${names.map((name) => `$${name}: ID!`).join(' ')}) {
    ${names.map((name) => `${name}: node(id: $${name}) { id }`).join(' ')} }`;
  const client = t.as(ada);
  let wellFormed = 0;
  for (let start = 0; start < ids.length; start += aliases) {
    const some = ids.slice(start, start + aliases);
    while (some.length < aliases) some.push('x');
    wellFormed += some.filter((id) => fromGlobalId(id) !== undefined).length;
    const variables = Object.fromEntries(some.map((id, at) => [names[at] ?? '', id]));
    const { answers } = await client.ask('http', { query, variables });
    expect(Object.values(answers[0]?.data ?? {}).filter((each) => each !== null)).toEqual([]);
  }
  expect(wellFormed).toBeLessThan(ids.length / 10);
  expect(t.mx.calls.filter((call) => !call.startsWith(`GET /users/${ada.userGuid}`))).toEqual([]);
});

test('case 3: a well-formed id of the caller gets its object where hostile ones do not', async () => {
  await using t = await startTenantGateway([ada]);
  const query = 'query ($id: ID!) { node(id: $id) { id } }';
  const { answers } = await t.as(ada).ask('http', { query, variables: { id: memberIdOf(ada) } });
  expect(answers).toEqual([{ data: { node: { id: memberIdOf(ada) } } }]);
});
