import { expect, test } from 'vitest';
import { demo } from '../../src/sandbox/seed.ts';
import { beta, memberAtMxBank, startTestSandbox, v2025 } from './mx-http.ts';

test("v20250224 takes the partner's ids in place of most guids", async () => {
  await using t = await startTestSandbox({ seed: 'demo' });
  const read = async (path: string, headers = v2025): Promise<number> =>
    (await t.call(`GET ${path}`, undefined, headers)).status;
  const { userGuid, bank } = demo.household;
  expect(await read('/users/demo-household')).toBe(200);
  expect(await read('/users/demo-household/members/demo-bank/status')).toBe(200);
  expect(await read('/users/demo-household/accounts')).toBe(200);
  // These paths say `_guid` in v20250224 too.
  expect(await read(`/users/demo-household/members/${bank.memberGuid}/rewards`)).toBe(404);
  expect(await read(`/users/${userGuid}/members/demo-bank/rewards`)).toBe(404);
  expect(await read(`/users/demo-household/accounts/${bank.accounts.card}`)).toBe(404);
  expect(await read('/users/demo-household', beta)).toBe(404);
});

test.for([
  ['no word of products, and starts no job', undefined, 200],
  ['no products, and starts no job', [], 200],
  ['products that the institution has', ['transactions', 'rewards'], 202],
  ['a product that it has not', ['transactions', 'investments'], 201],
  ['an unknown product', ['gold'], 400],
] as const)('a member with %s is created under v20250224', async ([, products, status]) => {
  await using t = await startTestSandbox();
  const user = await t.createUser();
  const body = { ...memberAtMxBank('password'), ...(products && { data_request: { products } }) };
  expect((await t.call(`POST /users/${user}/members`, body, v2025)).status).toBe(status);
});

test('rewards are aggregated with the first job when requested', async () => {
  await using t = await startTestSandbox();
  const user = await t.createUser();
  const body = { ...memberAtMxBank('password'), data_request: { products: ['rewards'] } };
  const { member } = (await t.call(`POST /users/${user}/members`, body, v2025)).body;
  const path = `/users/${user}/members/${member.guid}`;
  expect((await t.call(`POST ${path}/fetch_rewards`, undefined, v2025)).status).toBe(409);
  t.advance(t.jobMs);
  expect((await t.call(`GET ${path}/rewards`, undefined, v2025)).body.rewards).toHaveLength(4);
});

test('skip_aggregation has no effect under v20250224', async () => {
  await using t = await startTestSandbox();
  const user = await t.createUser();
  const body = memberAtMxBank('password', 'mxuser', { skip_aggregation: true });
  const request = { ...body, data_request: { products: ['transactions'] } };
  expect((await t.call(`POST /users/${user}/members`, request, v2025)).status).toBe(202);
});

test('an institution lists products in place of booleans', async () => {
  await using t = await startTestSandbox();
  const { institution } = (await t.call('GET /institutions/mxbank', undefined, v2025)).body;
  expect(institution).toMatchObject({ guid: expect.stringMatching(/^INS-/), is_hidden: false });
  expect(institution.supported_products).toContain('rewards');
  expect(institution).not.toHaveProperty('supports_account_statement');
});

test("a member's error is an object under v20250224 and a text under v20111101", async () => {
  await using t = await startTestSandbox();
  const path = await t.createMember('INVALID');
  const read = async (headers: Record<string, string>): Promise<unknown> =>
    (await t.call(`GET ${path}`, undefined, headers)).body.member.error;
  expect([await read(v2025), await read(beta)]).toEqual([{}, null]);
  t.advance(t.jobMs);
  expect(await read(v2025)).toMatchObject({ error_code: 2005, error_type: 'MEMBER' });
  expect(JSON.parse(String(await read(beta)))).toMatchObject({ error_code: 2005 });
});

test.for([
  ['widget_urls', beta, 200],
  ['widget_urls', v2025, 200],
  ['connect_widget_url', beta, 200],
  ['connect_widget_url', v2025, 404],
] as const)('the request %s is answered by version', async ([name, headers, status]) => {
  await using t = await startTestSandbox({ seed: 'demo' });
  const path = `POST /users/${demo.household.userGuid}/${name}`;
  const body = { widget_url: { widget_type: 'connect_widget' }, config: { mode: 'aggregation' } };
  const answer = await t.call(path, body, headers);
  expect(answer.status).toBe(status);
  if (status !== 200) return;
  const url = answer.body.widget_url?.url ?? answer.body.user.connect_widget_url;
  expect(await (await fetch(url)).text()).toContain('widget');
});

test('a widget needs its type and a known member', async () => {
  await using t = await startTestSandbox({ seed: 'demo' });
  const path = `POST /users/${demo.household.userGuid}/widget_urls`;
  const ask = async (fields: object): Promise<number> =>
    (await t.call(path, { widget_url: fields }, v2025)).status;
  expect(await ask({ color_scheme: 'dark' })).toBe(400);
  expect(await ask({ widget_type: 'connect_widget', current_member_guid: 'MBR-x' })).toBe(404);
});

test('a transaction is read below its member and account', async () => {
  await using t = await startTestSandbox({ seed: 'demo' });
  const { userGuid, bank } = demo.household;
  const path = `/users/${userGuid}/members/${bank.memberGuid}`;
  const list = await t.call(`GET ${path}/transactions`, undefined, v2025);
  const [first] = list.body.transactions;
  const target = `GET ${path}/accounts/${first.account_guid}/transactions/${first.guid}`;
  expect((await t.call(target, undefined, v2025)).body.transaction).toEqual(first);
  expect((await t.call(target, undefined, beta)).status).toBe(404);
});
