import { expect, test } from 'vitest';
import type { Config } from '../../src/config.ts';
import type { LimitName } from '../../src/limits.ts';
import { createCaller, type Operation, transports } from '../support/caller.ts';
import { CANARY, createMember, valid } from '../support/canary.ts';
import { startTestGateway } from '../support/gateway.ts';
import { household, mxbankCredentials } from '../support/household.ts';
import { mintNow, tokenAuth } from '../support/tenants.ts';

interface Rule {
  readonly name: string;
  readonly operation: Operation;
  readonly code: string;
  readonly message: string;
  /** The bound that the refusal names. */
  readonly limit?: LimitName;
  readonly config?: Partial<Config>;
}

const repeat = (count: number, write: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => write(index)).join(' ');

const nest = (count: number) => `{ ${'user { '.repeat(count)} id ${'} '.repeat(count)} }`;

const createMembers = `mutation ($input: CreateMemberInput!) {
  a: createMember(input: $input) { __typename }
  b: createMember(input: $input) { __typename }
}`;

const inline = `mutation {
  createMember(input: {
    userId: "${household.userId}", institutionCode: "mxbank",
    credentials: [{ guid: "CRD-1", value: "${CANARY}" }]
  }) { __typename }
}`;

const rules: readonly Rule[] = [
  {
    name: 'more than 2,000 tokens',
    operation: { query: `{ ${repeat(2_000, () => '__typename')} }` },
    code: 'GRAPHQL_PARSE_FAILED',
    message: 'Syntax Error: Document contains more than 2000 tokens. Parsing aborted.',
    limit: 'tokens',
  },
  {
    name: 'fields nested 14 deep',
    operation: { query: `{ node(id: 1) { ... on Member ${nest(12)} } }` },
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: 'The document is nested more than 12 levels deep: 14.',
    limit: 'depth',
  },
  {
    name: '31 aliases',
    operation: { query: `{ ${repeat(31, (index) => `a${index}: __typename`)} }` },
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: 'The document contains more than 30 aliases.',
    limit: 'aliases',
  },
  {
    name: 'fragments that overlap',
    operation: {
      query: `{ ${repeat(90, (index) => `...F${index}`)} }
        ${repeat(90, (index) => `fragment F${index} on Query { viewer { id } viewer { guid } }`)}`,
    },
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: 'The document contains more than 5000 pairs of equal fields.',
    limit: 'overlaps',
  },
  {
    name: 'a cost above 10,000',
    operation: {
      query: `query ($n: Int!) {
        viewer { members { nodes { accounts { nodes { transactions(first: $n) { nodes { id } } } } } } }
      }`,
      variables: { n: 100 },
    },
    code: 'BAD_USER_INPUT',
    message: 'The operation could return more than 10000 objects: 40421.',
    limit: 'cost',
  },
  {
    name: 'introspection in production',
    operation: { query: '{ __type(name: "User") { name } }' },
    config: { isProduction: true },
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: 'The document does not match the schema.',
  },
  {
    name: 'a guessed field in production',
    operation: { query: '{ useer { id } }' },
    config: { isProduction: true },
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: 'The document does not match the schema.',
  },
  {
    name: 'a variable of the wrong kind in production',
    operation: { query: createMember, variables: { input: {} } },
    config: { isProduction: true },
    code: 'BAD_USER_INPUT',
    message: 'Variable "$input" has an invalid value.',
  },
  {
    name: 'two fields that take credentials',
    operation: { query: createMembers, variables: { input: valid } },
    code: 'BAD_USER_INPUT',
    message: 'An operation may contain only one field that takes credentials or MFA answers.',
    limit: 'credentialFields',
  },
  {
    name: 'a secret in the document itself',
    operation: { query: inline },
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: 'A Secret must be passed as a variable, never written in the document.',
  },
  {
    name: 'a secret in the wrong place',
    operation: { query: createMember, variables: { input: { ...valid, metadata: [CANARY] } } },
    code: 'BAD_USER_INPUT',
    message:
      'Variable "$input" has invalid value at .metadata: String cannot represent a non string value.',
  },
  {
    name: 'the words of graphql about a secret under an unknown name',
    operation: { query: createMember, variables: { input: { ...valid, passwort: CANARY } } },
    code: 'BAD_USER_INPUT',
    message:
      'Variable "$input" has invalid value: Expected value of type "CreateMemberInput" not to include unknown field "passwort".',
  },
];

/** The least that production lets through, and its bound: told by the same sentence everywhere. */
test.for(rules)(
  '$name: refused alike over HTTP, SSE, multipart and WebSocket, before any call to MX',
  async (rule) => {
    const { operation, code, message, limit, config } = rule;
    await using gateway = await startTestGateway({ config: { auth: tokenAuth, ...config } });
    const token = mintNow({ mx_user_guid: household.userGuid });
    await using caller = createCaller({ url: gateway.url, token });
    for (const transport of transports) {
      const { answers, text } = await caller.ask(transport, operation);
      expect([transport, answers]).toMatchObject([
        transport,
        [{ errors: [{ message, extensions: { code, retryable: false } }] }],
      ]);
      expect(answers[0]?.errors?.[0]?.extensions?.['limit']).toBe(limit);
      expect(answers[0]?.data).toBeUndefined();
      expect(answers[0]?.errors).toHaveLength(1);
      expect(text).not.toContain(CANARY);
    }
    expect(gateway.sandbox.calls).toEqual([]);
    expect(gateway.logs.join('')).not.toContain(CANARY);
    const told = gateway.logs
      .map((line) => JSON.parse(line))
      .filter(({ event }) => event === 'operation');
    const hits = gateway.logs.filter((line) => line.includes('"event":"limited"'));
    expect(hits.length > 0).toBe(limit !== undefined);
    expect(told.map(({ transport, codes }) => [transport, codes])).toEqual([
      ['http', [code]],
      ['http', [code]],
      ['http', [code]],
      ['websocket', [code]],
    ]);
  },
);

test('a document with many mistakes gets five errors on each transport', async () => {
  await using gateway = await startTestGateway();
  await using caller = createCaller({ url: gateway.url });
  const input = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`nope${index}`, 1]));
  for (const transport of transports) {
    const fields = { query: `{ ${repeat(100, (index) => `nope${index}`)} }` };
    expect((await caller.ask(transport, fields)).answers[0]?.errors).toHaveLength(5);
    const variables = { query: createMember, variables: { input } };
    expect((await caller.ask(transport, variables)).answers[0]?.errors).toHaveLength(5);
  }
});

test("MX's error text is masked on each transport, and the log has the errorId", async () => {
  await using gateway = await startTestGateway({
    sandbox: {
      intercept: ({ path }) =>
        path.endsWith('/rewards')
          ? { status: 500, body: { error: { message: `broken by ${CANARY}` } } }
          : undefined,
    },
  });
  await using caller = createCaller({ url: gateway.url });
  const query = `{ member(guid: "${household.bank.memberGuid}", userGuid: "${household.userGuid}") { name rewards { guid } } }`;
  for (const transport of transports) {
    const { answers, text } = await caller.ask(transport, { query });
    expect(answers).toMatchObject([
      {
        data: { member: { name: 'MX Bank', rewards: null } },
        errors: [
          {
            message: 'MX cannot be reached at the moment.',
            path: ['member', 'rewards'],
            extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true },
          },
        ],
      },
    ]);
    expect(text).not.toContain(CANARY);
    const errorId = String(answers[0]?.errors?.[0]?.extensions?.['errorId']);
    expect(errorId).toMatch(/^[0-9a-f-]{36}$/);
    expect(gateway.logs.filter((line) => line.includes(`"errorId":"${errorId}"`))).toHaveLength(1);
  }
  expect(gateway.logs.join('')).not.toContain(CANARY);
});

test('a secret reaches MX from each transport, and no other place', async () => {
  await using gateway = await startTestGateway();
  await using caller = createCaller({ url: gateway.url });
  for (const transport of transports) {
    const password = `${CANARY}-${transport}`;
    const input = {
      userId: household.userId,
      institutionCode: 'mxbank',
      externalId: transport,
      credentials: mxbankCredentials(password),
    };
    const { answers, text } = await caller.ask(transport, {
      query: createMember,
      variables: { input },
    });
    expect(answers).toEqual([{ data: { createMember: { __typename: 'MemberPayload' } } }]);
    expect(text).not.toContain(CANARY);
  }
  expect(gateway.logs.join('')).not.toContain(CANARY);
});
