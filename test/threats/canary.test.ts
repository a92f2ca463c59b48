import { mkdtempDisposable, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AUDIENCE, createSecretSigner, ISSUER, type Json, mint } from '../auth/issuer.ts';
import { createCaller, type Operation, transports } from '../support/caller.ts';
import { CANARY } from '../support/canary.ts';
import { leaksIn } from '../support/leaks.ts';
import { malformed } from '../support/malformed.ts';
import { spawnGateway } from '../support/process.ts';
import { PARTNER_KEY, startTaggedMx } from '../support/tagged-mx.ts';
import { createTenant, memberIdOf } from '../support/tenants.ts';

const ada = createTenant('ada', 0);
const MFA = 'canary-&"pin"/é+1';
const SIGNING = 'canary-signing-secret-of-the-issuer-5b1';
const signer = createSecretSigner(SIGNING);

function mintNow(claims: Json): string {
  const now = Math.floor(Date.now() / 1_000);
  return mint(signer, { sub: undefined, iat: now, exp: now + 900, ...claims });
}

const tokenOf = (userGuid: string) => mintNow({ mx_user_guid: userGuid });

test('the search for secrets finds every form of one', () => {
  for (const text of [
    `{"a":"x${MFA}y"}`,
    JSON.stringify({ a: MFA }),
    JSON.stringify({ a: JSON.stringify({ b: MFA }) }),
    `?a=${encodeURIComponent(MFA)}`,
    ...['', 'a', 'ab', 'abc'].map((before) => Buffer.from(`${before}${MFA}z`).toString('base64')),
    ...['', 'a', 'ab', 'abc'].map((before) =>
      Buffer.from(`${before}${MFA}z`).toString('base64url'),
    ),
  ]) {
    expect(leaksIn(text, [MFA])).not.toEqual([]);
  }
  expect(leaksIn('[secret] canary', [MFA])).toEqual([]);
});

/** The whole process, in front of this MX. */
async function start(baseUrl: string, env: Readonly<Record<string, string>> = {}) {
  const gateway = spawnGateway({
    ...{ PORT: '0', LOG_LEVEL: 'trace', MX_CLIENT_ID: 'partner', MX_API_KEY: PARTNER_KEY },
    ...{ MX_BASE_URL: baseUrl, STATUS_POLL_MS: '20' },
    ...{ AUTH_JWT_SECRET: SIGNING, AUTH_ISSUER: ISSUER, AUTH_AUDIENCE: AUDIENCE },
    ...env,
  });
  return { ...gateway, url: await gateway.started };
}

const connect: Operation = {
  query: `mutation ($secret: Secret!) { createMember(input: { institutionCode: "shared_bank",
    credentials: [{ guid: "CRD-1", value: $secret }] }) { __typename } }`,
  variables: { secret: CANARY },
};
const answer: Operation = {
  query: `mutation ($id: ID!, $secret: Secret!) { answerChallenges(input: { memberId: $id,
    answers: [{ challengeId: "CHA-${ada.tag}", value: $secret }] }) { __typename } }`,
  variables: { id: memberIdOf(ada, 1), secret: MFA },
};
const slow = { timeout: 60_000 };

test(
  'case 14: no secret is in a response or in the output of the process, by whatever path it came',
  slow,
  async () => {
    await using mx = await startTaggedMx([ada]);
    await using gateway = await start(mx.upstream.baseUrl);
    const token = tokenOf(ada.userGuid);
    await using client = createCaller({ url: gateway.url, token });
    const partnerToken = mintNow({ mx_user_guid: undefined, scope: 'mx:partner' });
    await using partner = createCaller({ url: gateway.url, token: partnerToken });
    const secrets = [
      partnerToken,
      CANARY,
      MFA,
      SIGNING,
      PARTNER_KEY,
      token,
      token.split('.')[2] ?? '',
    ];
    const said: string[] = [];

    for (const transport of transports) {
      const made = await client.ask(transport, connect);
      const answered = await client.ask(transport, answer);
      expect(made.text + answered.text).toMatch(/MemberPayload[^]*AnswerChallengesPayload/);
      said.push(made.text, answered.text);
      for (const [, body] of malformed) {
        const { variables } = body;
        // graphql-ws closes the socket over anything else than an object.
        if (typeof (variables ?? {}) !== 'object' || Array.isArray(variables)) continue;
        // The tries of a partner are not counted, so that none of these is refused for that.
        said.push((await partner.ask(transport, body)).text);
      }
    }
    expect(mx.bodies.join('')).toContain(CANARY);
    expect(mx.bodies.join('')).toContain(JSON.stringify(MFA));

    const authorization = `Bearer ${token}`;
    const get = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
      const response = await fetch(gateway.url.replace('/graphql', path), { headers });
      said.push([...response.headers].flat().join('\n'), await response.text());
    };
    const params = new URLSearchParams({
      query: String(connect.query),
      variables: JSON.stringify(connect.variables),
    });
    await get(`/graphql?${params}`, { authorization });
    await get(`/graphql?query={${CANARY}}&variables=${CANARY}`, { authorization });
    await get(`/${CANARY}?token=${token}`);
    await get('/graphql?query={viewer{id}}', { authorization: `Bearer ${token}x` });
    await get('/graphql?query={viewer{id}}', { authorization: `Basic ${btoa(PARTNER_KEY)}` });
    for (const status of [400, 401, 500]) {
      mx.take((call, response) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        return (
          response.end(JSON.stringify({ error: `${call} ${CANARY} ${PARTNER_KEY}` })) !== undefined
        );
      });
      said.push((await client.ask('http', { query: '{ viewer { email } }' })).text);
    }

    gateway.kill('SIGTERM');
    await gateway.exited;
    const output = gateway.lines().join('\n') + gateway.stderr();
    expect(output.match(/"event":"operation"/g)?.length).toBeGreaterThan(80);
    expect(leaksIn(output, secrets)).toEqual([]);
    expect(leaksIn(said.join('\n'), secrets)).toEqual([]);
  },
);

/** Throws where nobody catches once the signal comes. */
const bug = 'process.on("SIGUSR2",()=>{throw new Error("a bug")})';

test(
  'case 37: a crash reveals nothing of a request in flight, and no signal opens the inspector',
  slow,
  async () => {
    await using mx = await startTaggedMx([ada]);
    await using gateway = await start(mx.upstream.baseUrl, {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(bug)}`,
    });
    const token = tokenOf(ada.userGuid);
    gateway.kill('SIGUSR1'); // by which Node opens its inspector
    await using client = createCaller({ url: gateway.url, token });
    mx.take((call) => call.startsWith('POST'));
    const asked = client.ask('http', connect).catch(() => undefined);
    await expect.poll(() => mx.bodies.join('')).toContain(CANARY);
    gateway.kill('SIGUSR2');
    expect(await gateway.exited).not.toBe(0);
    await asked;
    expect(gateway.stderr()).toContain('a bug');
    expect(gateway.stderr()).not.toMatch(/debugger|ws:/i);
    const output = gateway.lines().join('\n') + gateway.stderr();
    expect(leaksIn(output, [CANARY, SIGNING, PARTNER_KEY, token])).toEqual([]);
  },
);

test('case 37: the heap has no password after MX has received it', slow, async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'heap-'));
  await using mx = await startTaggedMx([ada]);
  await using gateway = await start(mx.upstream.baseUrl, {
    NODE_OPTIONS: `--heapsnapshot-signal=SIGUSR2 --diagnostic-dir=${directory.path}`,
  });
  await using client = createCaller({ url: gateway.url, token: tokenOf(ada.userGuid) });
  for (const transport of transports) {
    expect((await client.ask(transport, connect)).text).toContain('MemberPayload');
  }
  // What parsers and sockets have last seen is theirs until the next one comes.
  for (const transport of transports) await client.ask(transport, { query: '{ __typename }' });
  gateway.kill('SIGUSR2');
  const snapshot = async () => {
    const [file] = await readdir(directory.path);
    return file === undefined ? '' : readFile(join(directory.path, file), 'utf8');
  };
  await expect
    .poll(async () => (await snapshot()).trim().endsWith('}'), { timeout: 20_000 })
    .toBe(true);
  const heap = await snapshot();
  expect(heap).toContain('createMember');
  expect(leaksIn(heap, [PARTNER_KEY])).not.toEqual([]);
  expect(leaksIn(heap, [CANARY])).toEqual([]);
});
