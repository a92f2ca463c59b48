import { expect, test } from 'vitest';
import { createCaller, type Operation } from '../support/caller.ts';
import { startTenantGateway } from '../support/tenant-gateway.ts';
import { createTenant } from '../support/tenants.ts';

const ada = createTenant('ada', 0);
const [memberGuid = '', otherGuid = ''] = ada.memberGuids;
const [accountGuid = ''] = ada.accountGuids;
const user = `/users/${ada.userGuid}`;
const member = `${user}/members/${memberGuid}`;

type Json = Readonly<Record<string, unknown>>;

const ofMember = (selection: string): Operation => ({
  query: `{ member(userGuid: "${ada.userGuid}", guid: "${memberGuid}") { ${selection} } }`,
});
const ofUser = (selection: string): Operation => ({
  query: `{ user(guid: "${ada.userGuid}") { ${selection} } }`,
});

const strays = [
  ['accounts { totalCount nodes { guid } }', `GET ${member}/accounts`, 'accounts', 'member_guid'],
  ['rewards { guid }', `GET ${member}/rewards`, 'rewards', 'member_guid'],
  [
    'transactions { nodes { guid } edges { node { guid } } }',
    `GET ${member}/transactions`,
    'transactions',
    'member_guid',
  ],
] as const;

test.for(strays)(
  'a row of another member is left out of %s, and the others are listed',
  async ([selection, call, root, field]) => {
    await using t = await startTenantGateway([ada]);
    await using client = createCaller({ url: t.url, token: ada.token() });
    const rowsOf = (body: Json) => body[root] as readonly Json[];
    let own: readonly unknown[] = [];
    t.mx.lie((made, body) => {
      if (made !== call) return undefined;
      const rows = rowsOf(body).map((row) => ({ ...row, [field]: memberGuid }));
      const stray = { ...rows[0], guid: 'XXX-stray', [field]: otherGuid };
      own = rows.map(({ guid }: Json) => guid);
      const pagination = body['pagination'] as Json;
      return {
        [root]: [stray, ...rows],
        pagination: { ...pagination, total_entries: rows.length + 1 },
      };
    });
    const { text, answers } = await client.ask('http', ofMember(selection));
    expect(answers[0]?.errors).toBeUndefined();
    expect(text).not.toContain('XXX-stray');
    expect(own.length).toBeGreaterThan(0);
    for (const guid of own) expect(text).toContain(guid);
    expect(t.gateway.logs.join('')).toContain(`"driftedFields":["${field}"]`);
  },
);

test('a stray transaction keeps its place, so that later pages start where they should', async () => {
  await using t = await startTenantGateway([ada]);
  await using client = createCaller({ url: t.url, token: ada.token() });
  const rows = Array.from({ length: 9 }, (_, at) => ({
    guid: `TRN-${at}`,
    user_guid: ada.userGuid,
    account_guid: at % 3 === 0 ? 'ACT-other' : accountGuid,
  }));
  t.mx.take((call, response) => {
    if (call !== `GET ${user}/accounts/${accountGuid}/transactions`) return false;
    const pagination = { current_page: 1, per_page: 10, total_entries: 9, total_pages: 1 };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ transactions: rows, pagination }));
    return true;
  });
  const seen: string[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < 12; pages += 1) {
    const args: string = after === null ? '' : `, after: "${after}"`;
    const { answers } = await client.ask(
      'http',
      ofUser(`account(guid: "${accountGuid}") {
        transactions(first: 1${args}) { nodes { guid } pageInfo { hasNextPage endCursor } }
      }`),
    );
    const { nodes, pageInfo } = answers[0]?.data?.['user'].account.transactions ?? {};
    seen.push(...nodes.map(({ guid }: { guid: string }) => guid));
    after = pageInfo.endCursor;
    if (pageInfo.hasNextPage !== true) break;
  }
  expect(seen).toEqual([1, 2, 4, 5, 7, 8].map((at) => `TRN-${at}`));
});
