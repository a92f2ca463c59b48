import { expect, test } from 'vitest';
import { AUDIENCE, ISSUER } from '../auth/issuer.ts';
import { createCaller, type Operation, type Told, transports } from '../support/caller.ts';
import { CANARY } from '../support/canary.ts';
import { leaksIn } from '../support/leaks.ts';
import { malformed } from '../support/malformed.ts';
import { startOtlpReceiver } from '../support/otlp-receiver.ts';
import { spawnGateway } from '../support/process.ts';
import { PARTNER_KEY, startTaggedMx } from '../support/tagged-mx.ts';
import { createTenant, memberIdOf, partnerToken, SECRET } from '../support/tenants.ts';

const ada = createTenant('ada', 0);
const MFA = 'canary-&"pin"/é+1';
const COLLECTOR_KEY = 'canary-key-of-the-collector-91f';
const extensions = { explain: true };
const connect: Operation = {
  query: `mutation Connect($secret: Secret!) { createMember(input: { institutionCode: "shared_bank",
    credentials: [{ guid: "CRD-1", value: $secret }] }) { __typename } }`,
  variables: { secret: CANARY },
  extensions,
};
const answer: Operation = {
  query: `mutation Answer($id: ID!, $secret: Secret!) { answerChallenges(input: { memberId: $id,
    answers: [{ challengeId: "CHA-${ada.tag}", value: $secret }] }) { __typename } }`,
  variables: { id: memberIdOf(ada, 1), secret: MFA },
  extensions,
};
const wallet: Operation = {
  query: `query Wallet($id: ID!) { node(id: $id) { ... on User { email
    members { edges { node { name status { connectionStatusRaw }
      accounts { edges { node { id name } } } rewards { id balance } } } } } } }`,
  variables: { id: ada.userId },
  extensions,
};
const watch: Operation = {
  query: `subscription Watch($id: ID!) {
    memberStatus(memberId: $id) { connectionStatusRaw member { name } } }`,
  variables: { id: memberIdOf(ada, 2) },
  extensions,
};

const explanationsOf = ({ answers }: Told) =>
  answers.flatMap((each) => {
    const { explain } = (each as { extensions?: { explain?: unknown } }).extensions ?? {};
    return explain === undefined ? [] : [JSON.stringify(explain)];
  });

test(
  'case 14: no secret and no data of a user is in an explanation, a slow operation or a span',
  { timeout: 60_000 },
  async () => {
    await using receiver = await startOtlpReceiver();
    await using mx = await startTaggedMx([ada]);
    await using gateway = spawnGateway({
      ...{ PORT: '0', LOG_LEVEL: 'trace', SLOW_OPERATION_MS: '0', STATUS_POLL_MS: '20' },
      ...{ MX_CLIENT_ID: 'partner', MX_API_KEY: PARTNER_KEY, MX_BASE_URL: mx.upstream.baseUrl },
      ...{ AUTH_JWT_SECRET: SECRET, AUTH_ISSUER: ISSUER, AUTH_AUDIENCE: AUDIENCE },
      OTEL_EXPORTER_OTLP_ENDPOINT: new URL(receiver.url).origin,
      OTEL_EXPORTER_OTLP_HEADERS: `api-key=${COLLECTOR_KEY}`,
    });
    const url = await gateway.started;
    const tokens = [ada.token(), partnerToken()] as const;
    await using client = createCaller({ url, token: tokens[0] });
    await using partner = createCaller({ url, token: tokens[1] });
    const explanations: string[] = [];

    for (const transport of transports) {
      for (const operation of [connect, answer, wallet]) {
        const told = await client.ask(transport, operation);
        expect(told.text).toMatch(/MemberPayload|AnswerChallengesPayload|Bank of/);
        const [explained] = explanationsOf(told);
        expect(explained).toContain('/users/{user_guid}');
        explanations.push(...explanationsOf(told));
      }
      for (const [, body] of malformed) {
        const { variables = {} } = body;
        if (typeof variables !== 'object' || Array.isArray(variables)) continue;
        const told = await partner.ask(transport, { ...body, extensions });
        explanations.push(...explanationsOf(told));
      }
    }
    for (const transport of ['sse', 'multipart', 'websocket'] as const) {
      const { answers } = await client.ask(transport, watch, 2);
      expect(answers).toHaveLength(2);
    }
    // What MX says of a failure goes no further, either.
    mx.take((call, response) => {
      response.writeHead(500, { 'content-type': 'application/json' });
      return response.end(JSON.stringify({ error: `${call} ${CANARY} ${ada.tag}` })) !== undefined;
    });
    explanations.push(...explanationsOf(await client.ask('http', wallet)));
    gateway.kill('SIGTERM');
    await gateway.exited;

    const names = new Set(receiver.spans.map(({ name }) => name));
    for (const name of ['query', 'mutation', 'subscription', 'event', 'validate']) {
      expect(names).toContain(name);
    }
    expect(receiver.headers[0]).toMatchObject({ 'api-key': COLLECTOR_KEY });
    const output = gateway.lines().join('\n') + gateway.stderr();
    expect(output.match(/"slow":\{/g)?.length).toBeGreaterThan(20);
    const shown = [explanations.join('\n'), output, receiver.bytes().toString()];
    expect(shown[2]).toContain('/users/{user_guid}/members/{member_guid}');
    const secrets = [CANARY, MFA, SECRET, PARTNER_KEY, COLLECTOR_KEY, ...tokens];
    const signatures = tokens.flatMap((token) => token.split('.')[2] ?? []);
    for (const text of shown) {
      expect(leaksIn(text, [...secrets, ...signatures])).toEqual([]);
      // In the tag of a tenant begin all names, guids and texts that MX has of them.
      expect(leaksIn(text, [ada.tag, ada.userId])).toEqual([]);
    }
  },
);
