import { expect, test } from 'vitest';
import type { Answer } from '../support/gateway.ts';
import { startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { openRawSocket } from '../support/raw-socket.ts';

const deep = `{ ${'user { '.repeat(8_000)} id ${'} '.repeat(8_000)} }`;

interface Refused {
  readonly name: string;
  readonly request: { readonly query: string; readonly variables?: Record<string, unknown> };
  readonly code: string;
  readonly says: RegExp;
}

const refused: readonly Refused[] = [
  {
    name: 'a document that does not parse',
    request: { query: '{ user(' },
    code: 'GRAPHQL_PARSE_FAILED',
    says: /^Syntax Error: Expected Name, found <EOF>\.$/,
  },
  {
    name: 'an empty document',
    request: { query: ' # nothing' },
    code: 'GRAPHQL_PARSE_FAILED',
    says: /^Syntax Error/,
  },
  {
    name: 'an unknown field',
    request: { query: '{ nope }' },
    code: 'GRAPHQL_VALIDATION_FAILED',
    says: /^Cannot query field "nope" on type "Query"\./,
  },
  {
    name: 'a missing argument',
    request: { query: '{ node { id } }' },
    code: 'GRAPHQL_VALIDATION_FAILED',
    says: /Argument "Query\.node\(id:\)" of type "ID!" is required/,
  },
  {
    name: 'a circle of fragments',
    request: { query: '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }' },
    code: 'GRAPHQL_VALIDATION_FAILED',
    says: /^Cannot spread fragment/,
  },
  {
    name: 'a variable of the wrong type',
    request: {
      query: 'query ($n: Int!) { institutions(first: $n) { totalCount } }',
      variables: { n: 'x' },
    },
    code: 'BAD_USER_INPUT',
    says: /^Variable "\$n" has invalid value/,
  },
  {
    name: 'a number that no Int can hold',
    request: {
      query: 'query ($n: Int!) { institutions(first: $n) { totalCount } }',
      variables: { n: 1e12 },
    },
    code: 'BAD_USER_INPUT',
    says: /^Variable "\$n" has invalid value: Int cannot represent/,
  },
  {
    name: 'a variable that is missing',
    request: { query: 'query ($id: ID!) { node(id: $id) { id } }' },
    code: 'BAD_USER_INPUT',
    says: /^Variable "\$id" has invalid value/,
  },
];

test.for(refused)(
  '$name is refused by its code, over HTTP in both dialects and on a socket',
  async (given) => {
    const { request, code, says } = given;
    await using gateway = await startTestGateway();
    const plain = await gateway.post(request);
    const spec = await gateway.post(request, { accept: 'application/graphql-response+json' });
    expect([plain.status, spec.status]).toEqual([200, 400]);
    expect(spec.headers.get('content-type')).toMatch(/^application\/graphql-response\+json/);

    const answer = (await plain.json()) as Answer;
    expect(await spec.json()).toEqual(answer);
    expect(answer).not.toHaveProperty('data');
    expect(answer.errors).toMatchObject([{ extensions: { code, retryable: false } }]);
    expect(answer.errors?.[0]?.message).toMatch(says);
    expect(answer.errors?.[0]?.extensions).not.toHaveProperty('http');

    await using raw = await openRawSocket(gateway.url);
    raw.subscribe('1', request.query, request.variables);
    const { payload } = await raw.next('1');
    const told = Array.isArray(payload) ? { errors: payload } : payload;
    expect(told).toEqual(answer);
    expect(gateway.sandbox.calls).toEqual([]);
  },
);

test('a response has five errors at most, of a document and of its variables', async () => {
  await using gateway = await startTestGateway();
  const fields = Array.from({ length: 500 }, (_, index) => `nope${index}`);
  const ofDocument = await gateway.query(`{ ${fields.join(' ')} }`);
  expect(ofDocument.errors).toHaveLength(5);

  const document =
    'mutation ($input: CreateUserInput!) { createUser(input: $input) { __typename } }';
  const input = Object.fromEntries(fields.map((name) => [name, 1]));
  const ofVariables = await gateway.query(document, { input });
  expect(ofVariables.errors).toHaveLength(5);
});

test('production reveals nothing of the schema, and other modes give suggestions', async () => {
  await using open = await startTestGateway();
  await using production = await startTestGateway({ config: { isProduction: true } });
  const document = '{ institutionz { id } }';
  expect((await open.query(document)).errors?.[0]?.message).toContain('Did you mean');
  expect((await production.query(document)).errors?.[0]?.message).toBe(
    'The document does not match the schema.',
  );
  const byVariable =
    'query ($t: AccountType, $g: ID) { user(guid: $g) { accounts(type: $t) { totalCount } } }';
  const answer = await production.query(byVariable, { t: 'CHEKING', g: household.userGuid });
  expect(JSON.stringify(answer)).not.toMatch(/Did you mean|CHECKING/);
});

test('a document that is nested thousands deep is refused, and the gateway goes on', async () => {
  await using gateway = await startTestGateway();
  const answer = await gateway.query(deep);
  expect(answer.errors).toHaveLength(1);
  expect(answer).not.toHaveProperty('data');
  expect(await gateway.query('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
});

test('one failed field nulls itself only, with a code and an errorId that is in the log', async () => {
  await using gateway = await startTestGateway({
    sandbox: {
      intercept: ({ path }) =>
        path.endsWith('/rewards')
          ? { status: 400, body: { error: { message: 'hunter2' } } }
          : undefined,
    },
  });
  const { data, errors } = await gateway.query(
    `{ member(guid: "${household.bank.memberGuid}", userGuid: "${household.userGuid}") { name rewards { guid } } }`,
  );
  expect(data).toEqual({ member: { name: 'MX Bank', rewards: null } });
  expect(errors).toMatchObject([
    {
      message: 'MX rejected the input.',
      path: ['member', 'rewards'],
      extensions: { code: 'BAD_USER_INPUT', retryable: false },
    },
  ]);
  const errorId = String(errors?.[0]?.extensions?.['errorId']);
  const lines = gateway.logs.filter((line) => line.includes(`"errorId":"${errorId}"`));
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    event: 'failed',
    code: 'BAD_USER_INPUT',
    error: { name: 'MxError', code: 'INVALID_INPUT' },
  });
  expect(gateway.logs.join('')).not.toContain('hunter2');
});
