import { expect, test } from 'vitest';
import { createCaller } from '../support/caller.ts';
import { type Data, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { mintNow, tokenAuth } from '../support/tenants.ts';

const wallet = `{ user(by: { id: "${household.userId}" }) {
  members(first: 20) { nodes { name status { nextAction } } }
} }`;
const asked = { query: wallet, extensions: { explain: true } };

async function ask(gateway: TestGateway, body: object = asked, headers = {}): Promise<Data> {
  const response = await gateway.post(body, headers);
  return (await response.json()) as Data;
}

const callsOf = ({ extensions }: Data): Data[] =>
  extensions['explain'].batches.flatMap(({ calls }: Data) => calls as Data[]);

test('an explanation has each call to MX once, with its loader, endpoint and time', async () => {
  await using gateway = await startTestGateway();
  const { sandbox } = gateway;
  const before = sandbox.calls.length;
  const { data, ...answer } = await ask(gateway);
  expect(data.user.members.nodes.length).toBeGreaterThan(0);
  const made = sandbox.calls.slice(before);
  const { explain } = answer['extensions'];
  expect(explain).toMatchObject({ upstreamCalls: made.length, leftOut: 0 });
  const calls = callsOf(answer);
  expect(calls).toHaveLength(made.length);
  for (const call of calls) {
    expect(call['endpoint']).toMatch(/^GET \/users\/\{user_guid\}/);
    expect(call).toMatchObject({ status: 200, code: null, attempts: 1, isShared: false });
    expect(call['startedMs'] + call['durationMs']).toBeLessThanOrEqual(explain.durationMs + 1);
  }
  const loaders = explain.batches.map(({ loader }: Data) => loader as string);
  expect(loaders).toContain('membersOfUser');
});

test('nothing is explained to a client that has not asked', async () => {
  await using gateway = await startTestGateway();
  for (const extensions of [undefined, null, {}, { explain: 1 }, { explain: 'true' }]) {
    expect(await ask(gateway, { query: wallet, extensions })).not.toHaveProperty('extensions');
  }
});

test('an explanation counts retries, names the code of a failed call, and no guid', async () => {
  await using gateway = await startTestGateway();
  gateway.sandbox.control.fail({
    endpoint: null,
    status: 503,
    count: 50,
    retryAfter: null,
  });
  const answer = await ask(gateway);
  const failed = callsOf(answer).filter(({ code }) => code !== null);
  expect(failed.length).toBeGreaterThan(0);
  expect(failed[0]).toMatchObject({ status: 503, code: 'UNAVAILABLE' });
  expect(failed[0]?.['attempts']).toBeGreaterThan(1);
  expect(JSON.stringify(answer['extensions'])).not.toMatch(/USR-|MBR-/);
});

test('in production a service may ask, and an end user gets the response without it', async () => {
  await using gateway = await startTestGateway({
    config: { auth: tokenAuth, isProduction: true },
  });
  const headersOf = (claims: Data) => ({ authorization: `Bearer ${mintNow(claims)}` });
  const service = headersOf({ mx_user_guid: undefined, scope: 'mx:partner' });
  const user = headersOf({ mx_user_guid: household.userGuid });
  expect(callsOf(await ask(gateway, asked, service)).length).toBeGreaterThan(0);
  expect(await ask(gateway, asked, user)).not.toHaveProperty('extensions');
});

test('a query in a URL is explained', async () => {
  await using gateway = await startTestGateway();
  const search = new URLSearchParams({ query: wallet, extensions: '{"explain":true}' });
  const response = await fetch(`${gateway.url}?${search}`);
  expect(callsOf((await response.json()) as Data).length).toBeGreaterThan(0);
});

test.each(['http', 'sse', 'websocket'] as const)(
  'a query over %s is explained',
  async (transport) => {
    await using gateway = await startTestGateway();
    await using caller = createCaller({ url: gateway.url });
    const { answers } = await caller.ask(transport, asked);
    expect(callsOf(answers[0] as Data).length).toBeGreaterThan(0);
  },
);

test('a slow operation has one warning, with its calls', async () => {
  await using gateway = await startTestGateway({ config: { slowOperationMs: 0 } });
  gateway.logs.length = 0;
  await ask(gateway, { query: wallet });
  const lines = gateway.logs.map((line) => JSON.parse(line) as Data);
  const [line] = lines.filter(({ event }) => event === 'operation');
  expect(line).toMatchObject({ level: 'warn', slow: { leftOut: 0 } });
  expect(line?.['slow'].batches.length).toBeGreaterThan(0);
  expect(JSON.stringify(line)).not.toMatch(/USR-|MBR-/);
});
