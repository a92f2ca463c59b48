import { expect, test } from 'vitest';
import { type Operation, type Told, transports } from '../support/caller.ts';
import { CANARY } from '../support/canary.ts';
import { startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { startTenantGateway } from '../support/tenant-gateway.ts';
import { createTenant, memberIdOf } from '../support/tenants.ts';

const [ada, bob] = [createTenant('ada', 0), createTenant('bob', 1)];
const field = (alias: string, secret = '$secret') =>
  `${alias}: createMember(input: { institutionCode: "shared_bank",
    credentials: [{ guid: "CRD-1", value: ${secret} }] }) { __typename }`;
const connect = (secret: string): Operation => ({
  query: `mutation ($secret: Secret!) { ${field('it')} }`,
  variables: { secret },
});
const codesOf = ({ answers }: Told): unknown[] =>
  answers[0]?.errors?.map(({ extensions }) => extensions?.['code']) ?? [];

test('case 11: an end user has ten attempts in all, over any transports, and others have their own', async () => {
  await using t = await startTenantGateway([ada, bob]);
  const clients = Array.from({ length: 5 }, () => t.as(ada));
  const tries = clients.flatMap((client, at) =>
    transports.map((transport) => client.ask(transport, connect(`guess ${at}`))),
  );
  const told = await Promise.all(tries);
  const refused = told.filter((each) => codesOf(each).includes('RATE_LIMITED'));
  expect(refused.length).toBe(tries.length - 10);
  expect(refused[0]?.answers[0]?.errors?.[0]?.extensions?.['retryAfterMs']).toBeGreaterThan(
    800_000,
  );
  expect(t.mx.calls.filter((call) => call.startsWith('POST')).length).toBe(10);
  expect(codesOf(await t.as(bob).ask('http', connect('x')))).toEqual([]);
});

test.for(transports)(
  'case 11: many attempts in one document or one request are refused without a call, over %s',
  async (transport) => {
    await using t = await startTenantGateway([ada]);
    const many = (count: number) =>
      Array.from({ length: count }, (_, at) => field(`a${at}`)).join(' ');
    const fragments = `mutation ($secret: Secret!) { ...A ...B }
      fragment A on Mutation { ${field('a')} } fragment B on Mutation { ${field('b')} }`;
    for (const query of [
      `mutation ($secret: Secret!) { ${many(2)} }`,
      `mutation ($secret: Secret!) { ${many(30)} }`,
      `mutation ($secret: Secret!) { ${many(150)} }`,
      fragments,
    ]) {
      const told = await t.as(ada).ask(transport, { query, variables: { secret: CANARY } });
      expect(codesOf(told).join()).toMatch(/^(?:BAD_USER_INPUT|GRAPHQL_\w+)$/);
    }
    const batch = await t.gateway.post([connect('a'), connect('b')], {
      authorization: `Bearer ${ada.token()}`,
    });
    expect(batch.status).toBe(400);
    expect(t.mx.calls).toEqual([]);
  },
);

test('case 12: MFA answers count as attempts, and a challenge is answered once in a request', async () => {
  await using t = await startTenantGateway([ada]);
  const answer = (guids: readonly string[], value: string): Operation => ({
    query: `mutation ($answers: [ChallengeAnswerInput!]!) {
      it: answerChallenges(input: { memberId: "${memberIdOf(ada, 1)}", answers: $answers }) { __typename } }`,
    variables: { answers: guids.map((challengeId) => ({ challengeId, value })) },
  });
  const open = `CHA-${ada.tag}`;
  const twice = await t.as(ada).ask('http', answer([open, open], '1'));
  expect(twice.answers).toEqual([{ data: { it: { __typename: 'InvalidInputError' } } }]);
  for (let at = 0; at < 9; at += 1) {
    const { answers } = await t.as(ada).ask(transports[at % 3] ?? 'http', answer([open], `${at}`));
    expect(answers).toEqual([{ data: { it: { __typename: 'AnswerChallengesPayload' } } }]);
  }
  for (const transport of transports) {
    expect(codesOf(await t.as(ada).ask(transport, answer([open], '10')))).toEqual(['RATE_LIMITED']);
  }
  expect(t.mx.calls.filter((call) => call.endsWith('/resume')).length).toBe(9);
});

test.for(transports)(
  'case 13: a password in the document is refused before any call and not logged, over %s',
  async (transport) => {
    await using t = await startTenantGateway([ada]);
    const query = `mutation Connect { ${field('it', JSON.stringify(CANARY))} }`;
    const told = await t.as(ada).ask(transport, { query });
    expect(codesOf(told)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(told.text).toMatch(/variable/);
    expect(told.text + t.gateway.logs.join('')).not.toContain('hunter2');
    // What is written is the name, and a hash of the text.
    const line = t.gateway.logs.find((each) => each.includes('"operation"')) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({ name: 'Connect', documentHash: /^\w{16}$/ });
    expect(t.mx.calls).toEqual([]);
  },
);

test.for(transports)(
  'case 14: malformed variables do not make a response repeat a secret, over %s',
  async (transport) => {
    await using t = await startTenantGateway([ada]);
    const query =
      'mutation ($input: CreateMemberInput!) { createMember(input: $input) { __typename } }';
    for (const input of [
      { credentials: [{ guid: 'CRD-1', value: CANARY }] },
      { institutionCode: 'b', credentials: [{ guid: 'CRD-1', valeu: CANARY }] },
      { institutionCode: 'b', credentials: { value: CANARY } },
      { institutionCode: [CANARY], credentials: [{ guid: { a: 1 }, value: CANARY }] },
      CANARY,
    ]) {
      const told = await t.as(ada).ask(transport, { query, variables: { input } });
      expect(codesOf(told)[0]).toBe('BAD_USER_INPUT');
      expect(told.text + t.gateway.logs.splice(0).join('')).not.toContain('hunter2');
    }
    expect(t.mx.calls).toEqual([]);
  },
);

test('case 15: a mutation over GET is refused with 405, and the content of an address is not repeated', async () => {
  await using t = await startTenantGateway([ada]);
  const headers = { authorization: `Bearer ${ada.token()}` };
  const { query, variables } = connect(CANARY);
  const params = { query: String(query), variables: JSON.stringify(variables) };
  const got = await fetch(`${t.url}?${new URLSearchParams(params)}`, { headers });
  expect(got.status).toBe(405);
  const said = [await got.text()];
  for (const transport of transports) {
    const odd = { ...connect(CANARY), operationName: `${CANARY} of the bank` };
    const told = await t.as(ada).ask(transport, odd);
    expect(codesOf(told)).toEqual(['BAD_USER_INPUT']);
    const extended = await t.as(ada).ask(transport, {
      query: '',
      extensions: { persistedQuery: { version: 1, sha256Hash: CANARY } },
    });
    said.push(told.text, extended.text);
  }
  expect(said.concat(t.gateway.logs).join('')).not.toContain('hunter2');
  expect(t.mx.calls).toEqual([]);
});

test.for(transports)(
  "case 16: the text of MX's error reaches neither client nor log, over %s",
  async (transport) => {
    await using t = await startTenantGateway([ada]);
    for (const status of [400, 401, 403, 404, 409, 422, 500]) {
      t.mx.take((_call, response) => {
        response.writeHead(status, { 'content-type': 'application/json', 'x-mx': CANARY });
        response.end(
          JSON.stringify({ error: { message: `bad ${CANARY} at db-7`, trace: CANARY } }),
        );
        return true;
      });
      const wallet = await t.as(ada).ask(transport, { query: '{ viewer { email } }' });
      const made = await t.as(ada).ask(transport, connect(CANARY));
      const told = wallet.text + made.text + t.gateway.logs.splice(0).join('');
      expect(told).not.toMatch(/hunter2|db-7/);
    }
  },
);

test("case 27: MX's throttle is reported and not retried, and a burst of equal reads is one call", async () => {
  await using gateway = await startTestGateway();
  const start = `mutation ($id: ID!) { it: fetchRewards(input: { memberId: $id }) {
    ... on JobPayload { alreadyRunning } } }`;
  const starts = [];
  for (let at = 0; at < 3; at += 1) {
    starts.push((await gateway.query(start, { id: household.bankId })).data?.['it'].alreadyRunning);
  }
  expect(starts).toEqual([false, true, true]);

  await using t = await startTenantGateway([ada]);
  const client = t.as(ada);
  await Promise.all(
    Array.from({ length: 40 }, () => client.ask('websocket', { query: '{ viewer { email } }' })),
  );
  expect(t.mx.calls.length).toBeLessThan(20);
});
