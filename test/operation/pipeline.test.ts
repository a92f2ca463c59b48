import { buildSchema, type ExecutionResult } from 'graphql';
import { expect, test } from 'vitest';
import type { Caller } from '../../src/auth/authenticator.ts';
import { Refused } from '../../src/operation/refused.ts';
import type { Respond } from '../../src/operation/respond.ts';
import { createCredentialAttempts } from '../../src/operation/rules/credential-attempts.ts';
import { isStream } from '../../src/operation/stream.ts';
import { createOwnState } from '../support/own-state.ts';
import { ada, createRequest, createTestPipeline, service } from '../support/pipeline.ts';

const schema = buildSchema(`
  scalar Secret
  type Thing { things(first: Int): [Thing!]! name: String }
  type Query { things(first: Int = 20): [Thing!]! spend(secret: Secret): [Thing!]! }
  input Answers { values: [Secret] }
  type Mutation { answer(input: Answers): Int login(secret: Secret): Int plain(text: String): Int }
`);

/** Runs one operation after the other, and remembers what was counted as an attempt. */
function createAdmitter({ perUser = 2, session = ada } = {}) {
  const taken: Caller[] = [];
  const attempts = createCredentialAttempts({ ...createOwnState(), perUser });
  const respond: Respond = async () => ({ data: null });
  const { pipeline } = createTestPipeline(schema, {
    session,
    respond,
    attempts: {
      take: (caller) => {
        taken.push(caller);
        return attempts.take(caller);
      },
    },
  });
  /** Undefined for what is let in, else the one error of its response. */
  const admit = async (text: string, variables: Record<string, unknown> = {}) => {
    const request = createRequest(text, { variables });
    const operation = pipeline.prepare(request);
    if (operation instanceof Refused) throw operation.refusal;
    const result = await pipeline.run(operation, request);
    if (result instanceof Refused || isStream<ExecutionResult>(result)) throw result;
    return result.errors?.[0]?.toJSON();
  };
  return { taken, admit };
}

const login = 'mutation ($s: Secret) { login(secret: $s) }';
const twice = 'mutation ($s: Secret) { a: login(secret: $s) b: login(secret: $s) }';
const answer = 'mutation ($i: Answers) { answer(input: $i) }';

test('a cheap operation without a secret is admitted, and counts as no attempt', async () => {
  const { admit, taken } = createAdmitter();
  expect(await admit('{ things { name } }')).toBeUndefined();
  expect(await admit('mutation { plain(text: "x") }')).toBeUndefined();
  expect(taken).toEqual([]);
});

test.for([
  [
    'the document alone',
    '{ things(first: 100) { things(first: 100) { things { name } } } }',
    {},
    1_010_100,
  ],
  [
    'its variables',
    'query ($n: Int) { things(first: $n) { things(first: $n) { things(first: 2) { name } } } }',
    { n: 100 },
    30_100,
  ],
] as const)('an operation too costly by %s is refused', async ([, text, variables, cost]) => {
  const { admit } = createAdmitter();
  expect(await admit(text, variables)).toEqual({
    message: `The operation could return more than 10000 objects: ${cost}.`,
    extensions: { code: 'BAD_USER_INPUT', retryable: false, limit: 'cost' },
  });
});

test('the same document is admitted with variables that ask for less', async () => {
  const { admit } = createAdmitter();
  const text = 'query ($n: Int) { things(first: $n) { things(first: $n) { name } } }';
  expect(await admit(text, { n: 10 })).toBeUndefined();
});

test('an operation with a secret counts as an attempt, wherever the secret is, and one too many is refused', async () => {
  const { admit, taken } = createAdmitter();
  expect(await admit(login, { s: 'hunter2' })).toBeUndefined();
  expect(await admit(answer, { i: { values: [null, 'hunter2'] } })).toBeUndefined();
  const refusal = await admit(login, { s: 'hunter2' });
  expect(refusal).toMatchObject({
    message: 'Too many attempts. Try again later.',
    extensions: { code: 'RATE_LIMITED', retryable: true, limit: 'attemptsPerUser' },
  });
  expect(refusal?.extensions?.['retryAfterMs']).toBeGreaterThan(890_000);
  expect(taken).toEqual([ada, ada, ada]);
});

test.for([
  ['left out', login, {}],
  ['null', login, { s: null }],
  ['a list without any', answer, { i: { values: [] } }],
] as const)('an operation whose secret is %s is no attempt', async ([, text, variables]) => {
  const { admit, taken } = createAdmitter();
  expect(await admit(text, variables)).toBeUndefined();
  expect(taken).toEqual([]);
});

const badInput = { extensions: { code: 'BAD_USER_INPUT' } };

test('an operation that is refused for its shape, cost or variables is no attempt', async () => {
  const { admit, taken } = createAdmitter();
  expect(await admit(twice, { s: 'hunter2' })).toMatchObject(badInput);
  const dear =
    'query ($s: Secret) { spend(secret: $s) { things(first: 100) { things(first: 100) { name } } } }';
  expect(await admit(dear, { s: 'hunter2' })).toMatchObject(badInput);
  expect(await admit(answer, { i: { values: ['hunter2'], nope: 1 } })).toBeUndefined();
  expect(taken).toEqual([]);
});

test("a partner's attempts are not limited", async () => {
  const { admit } = createAdmitter({ session: service });
  for (let count = 0; count < 20; count += 1) {
    expect(await admit(login, { s: 'hunter2' })).toBeUndefined();
  }
});
