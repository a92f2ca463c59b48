import { expect, test } from 'vitest';
import { household, nobody } from '../../support/household.ts';
import { connectRawHttp } from '../../support/raw-http.ts';
import { startTestSandbox } from '../mx-http.ts';
import { toPost } from './controlled.ts';

const { bank, bankId, cardsId, userId } = household;
const member = bank.memberGuid;

async function startControl() {
  const t = await startTestSandbox({ servesControl: true, seed: 'demo' });
  const url = `${t.sandbox.url}/sandbox/control`;
  return Object.assign(t, {
    url,
    async ask(path: string, init?: RequestInit): Promise<readonly [number, Body]> {
      const response = await fetch(`${url}${path}`, init);
      return [response.status, (await response.json()) as Body];
    },
  });
}

// oxlint-disable-next-line typescript/no-explicit-any
type Body = Record<string, any>;

test('GET shows the users and members with both ids, the institutions and the commands', async () => {
  await using t = await startControl();
  const [status, world] = await t.ask('');
  expect(status).toBe(200);
  expect(world).toMatchObject({
    clock: { advancedMs: 0 },
    failures: [],
    userCount: 2,
    users: [
      {
        guid: household.userGuid,
        id: userId,
        externalId: 'demo-household',
        memberCount: 2,
        members: [
          { guid: member, id: bankId, institution: 'mxbank', status: 'CONNECTED', nextMfa: null },
          { id: cardsId, isBeingAggregated: false },
        ],
      },
      { externalId: 'demo-neighbour' },
    ],
  });
  expect(world['institutions'][0]).toMatchObject({ code: 'mxbank', trouble: null });
  expect(world['endpoints']).toContain('GET /users/:user/members/:member/status');
  const paths = world['commands'].map(({ path }: Body) => path);
  expect(paths).toContain('/sandbox/control/mfa');
  expect(world['commands'][3].input.properties.kind.enum).toContain('TOKEN');
  expect(t.sandbox.calls).toEqual([]);
});

test('GET lists the newest 200 users, and counts all', async () => {
  await using t = await startControl();
  for (let index = 0; index < 205; index += 1) t.sandbox.control.addUser({ id: `user-${index}` });
  const [, { userCount, users }] = await t.ask('');
  expect([userCount, users.length, users.at(-1).externalId]).toEqual([207, 200, 'user-204']);
});

test.for([
  ['status', { status: 'DENIED' }, 400, 'member is missing; it must be the guid or'],
  ['status', { member, status: 'denied' }, 400, 'status must be a connection status in capitals'],
  ['status', { member, status: 'D', isBeingAggregated: 1 }, 400, 'isBeingAggregated must be true'],
  ['status', { member, status: 'D', extra: 1 }, 400, 'status has no field "extra".'],
  ['expire', { member: nobody.memberGuid }, 404, `The sandbox has no member ${nobody.memberGuid}.`],
  ['expire', { member: nobody.memberId }, 404, `The sandbox has no member ${nobody.memberId}.`],
  ['expire', { member: userId }, 404, `The sandbox has no member ${userId}.`],
  ['expire', { member: 'M'.repeat(401) }, 400, 'member must be the guid or'],
  ['expire', [], 400, 'The body must be a JSON object.'],
  ['expire', '"text"', 400, 'The body must be a JSON object.'],
  ['expire', '{"member"', 400, 'The body must be a JSON object.'],
  ['expire', 'null', 400, 'The body must be a JSON object.'],
  ['mfa', { member, kind: 'SMS' }, 400, 'kind must be TEXT, TWO_TEXTS, TOKEN, OPTIONS, IMAGE or'],
  ['trouble', { institution: 'mxbank' }, 400, 'trouble is missing; it must be MAINTENANCE'],
  ['trouble', { institution: 'x', trouble: null }, 404, 'The sandbox has no institution x.'],
  ['lag', { latencyMs: 3_600_001 }, 400, 'latencyMs must be a whole number from 0 to 3600000.'],
  ['lag', { jobMs: 0 }, 400, 'jobMs must be a whole number from 1 to 3600000.'],
  ['lag', { dataLagMs: 1.5 }, 400, 'dataLagMs must be a whole number'],
  ['fail', {}, 400, 'status is missing; it must be a whole number from 400 to 599, or 0'],
  ['fail', { status: 200 }, 400, 'status must be a whole number from 400 to 599, or 0'],
  ['fail', { status: 500, count: 10_001 }, 400, 'count must be a whole number from 0 to 10000.'],
  ['fail', { status: 500, endpoint: 'GET /' }, 400, 'endpoint must be one of the endpoints'],
  ['fail', { status: 500, retryAfter: 0 }, 400, 'retryAfter must be a whole number from 1 to'],
  ['webhook', { member, type: 'MEMBER' }, 400, 'type must be CONNECTION_STATUS, REWARD,'],
  ['clock', { advanceMs: -1 }, 400, 'advanceMs must be a whole number from 0 to 31622400000.'],
  ['clock', {}, 400, 'advanceMs is missing'],
  ['reset', { all: true }, 400, 'reset has no field "all".'],
  ['toString', {}, 404, 'There is no such command. GET lists them.'],
  ['status/x', {}, 404, 'There is no such command. GET lists them.'],
] as const)(
  '%s %j is refused with %i and changes nothing',
  async ([name, body, code, sentence]) => {
    await using t = await startControl();
    const [, before] = await t.ask('');
    const [status, { error }] = await t.ask(`/${name}`, toPost(body));
    expect(status).toBe(code);
    expect(error).toContain(sentence);
    expect((await t.ask(''))[1]).toEqual(before);
  },
);

test('the method, the type and the size of a request are checked', async () => {
  await using t = await startControl();
  expect(await t.ask('/reset')).toEqual([405, { error: 'This path only allows POST.' }]);
  expect(await t.ask('', toPost({}))).toEqual([405, { error: 'This path only allows GET.' }]);
  const form = toPost('{}', { 'content-type': 'text/plain' });
  expect(await t.ask('/reset', form)).toEqual([
    415,
    { error: 'The body must be of type application/json.' },
  ]);
  const large = toPost(JSON.stringify({ member: 'x'.repeat(16 * 1024) }));
  expect(await t.ask('/expire', large)).toEqual([
    413,
    { error: 'The body is larger than 16384 bytes.' },
  ]);
  expect((await t.ask('/reset', { method: 'POST' }))[0]).toBe(200);
});

/** The status of a reset with these headers beside the usual ones. */
async function statusOf(url: string, host: string, ...headers: readonly string[]) {
  using http = await connectRawHttp(url);
  const head = ['POST /sandbox/control/reset HTTP/1.1', `Host: ${host}`, 'Content-Length: 0'];
  http.write([...head, 'Connection: close', ...headers, '', ''].join('\r\n'));
  const { text } = await http.closed;
  return Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]);
}

test.for([
  ['127.0.0.1:4010', [], 200],
  ['localhost:4010', ['Origin: http://localhost:5173'], 200],
  ['app.localhost', ['Origin: https://127.0.0.1:4000'], 200],
  ['[::1]:4010', ['Sec-Fetch-Site: same-origin'], 200],
  ['localhost', ['Sec-Fetch-Site: none'], 200],
  ['rebound.example', [], 421],
  ['rebound.example:4010', ['Origin: http://rebound.example:4010'], 421],
  ['127.0.0.1.example', [], 421],
  ['localhost', ['Origin: http://rebound.example'], 403],
  ['localhost', ['Origin: null'], 403],
  ['localhost', ['Origin: http://localhost.example'], 403],
  ['localhost', ['Origin: http://localhost@example.com'], 403],
  ['localhost', ['Sec-Fetch-Site: cross-site'], 403],
  ['localhost', ['Sec-Fetch-Site: same-site'], 403],
] as const)('Host %s with %j: %i', async ([host, headers, status]) => {
  await using t = await startControl();
  t.sandbox.control.setStatus(member, 'DENIED');
  expect(await statusOf(t.url, host, ...headers)).toBe(status);
  const [, { users }] = await t.ask('');
  expect(users[0].members[0].status).toBe(status === 200 ? 'CONNECTED' : 'DENIED');
});

test('a page of this machine may read the responses, and no other page', async () => {
  await using t = await startControl();
  const preflight = (origin: string) =>
    fetch(`${t.url}/mfa`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
  const own = await preflight('http://localhost:5173');
  expect(own.status).toBe(204);
  expect(Object.fromEntries(own.headers)).toMatchObject({
    'access-control-allow-origin': 'http://localhost:5173',
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'content-type',
  });
  const foreign = await preflight('https://example.com');
  expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  const read = await fetch(t.url, { headers: { origin: 'http://127.0.0.1:4000' } });
  expect(read.headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:4000');
});

test('a sandbox that is not told to serves no remote control', async () => {
  await using t = await startTestSandbox({ seed: 'demo' });
  const response = await fetch(`${t.sandbox.url}/sandbox/control`);
  expect(response.status).toBe(401);
  expect(await response.text()).not.toContain(member);
});
