import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { MxError, type MxErrorCode } from '../../../src/mx/errors.ts';
import { type ReportedFailure, createReport } from '../../../src/operation/errors/failures.ts';
import { toClientError } from '../../../src/operation/errors/masking.ts';
import {
  badUserInput,
  forbidden,
  limitExceeded,
  notFound,
} from '../../../src/operation/refusal.ts';

const GUID = 'MBR-7c6f361b-e582-15b6-60c0-358f12466b4b';
const MX_WORDS = `GET /users/USR-1/members/${GUID} 500 upstream says: hunter2`;

/** As graphql wraps what a resolver throws. */
function thrownAt(cause: unknown, path: readonly (string | number)[] = ['member', 'rewards']) {
  const message =
    cause instanceof Error ? cause.message : `Unexpected error value: ${String(cause)}`;
  const inner = cause instanceof Error ? cause : new Error(message);
  return new GraphQLError(message, { path, originalError: inner });
}

function mask(error: unknown) {
  const reports: ReportedFailure[] = [];
  const masked = toClientError(error, {
    failed: createReport((report) => reports.push(report)),
  });
  return { masked, json: masked.toJSON(), reports };
}

const codes: readonly [MxErrorCode, string, boolean][] = [
  ['NOT_FOUND', 'NOT_FOUND', false],
  ['INVALID_INPUT', 'BAD_USER_INPUT', false],
  ['MALFORMED_ID', 'UPSTREAM_BAD_RESPONSE', false],
  ['CONFLICT', 'BAD_USER_INPUT', false],
  ['NOT_ALLOWED', 'BAD_USER_INPUT', false],
  ['FORBIDDEN', 'UPSTREAM_FORBIDDEN', false],
  ['RATE_LIMITED', 'RATE_LIMITED', true],
  ['UNAVAILABLE', 'UPSTREAM_UNAVAILABLE', true],
  ['TIMEOUT', 'UPSTREAM_TIMEOUT', true],
  ['BAD_RESPONSE', 'UPSTREAM_BAD_RESPONSE', false],
  ['OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN', false],
];

test.for(codes)('MxError %s reads %s to a client, retryable %s', ([code, expected, retryable]) => {
  const cause = new Error('hunter2');
  const thrown = new MxError(code, MX_WORDS, { status: 500, cause });
  const { json, reports } = mask(thrownAt(thrown));
  expect(json.path).toEqual(['member', 'rewards']);
  expect(json.extensions).toEqual({ code: expected, retryable, errorId: expect.any(String) });
  expect(json.message).toMatch(/^[A-Z].*\.$/);
  expect(json.message).not.toMatch(/[0-9]|hunter2|MBR-|\/users|GET/);
  expect(reports).toEqual([
    { errorId: json.extensions?.['errorId'], code: expected, cause: thrown, times: 1 },
  ]);
});

test('a write that may have been done is not marked as retryable', () => {
  const failed = new MxError('UNAVAILABLE', MX_WORDS, { status: 500, mayBeDone: true });
  expect(mask(thrownAt(failed)).json.extensions).toMatchObject({
    code: 'UPSTREAM_UNAVAILABLE',
    retryable: false,
  });
});

test('an error has retryAfterMs where MX gave it, and not otherwise', () => {
  const limited = new MxError('RATE_LIMITED', MX_WORDS, { retryAfterMs: 2_000 });
  expect(mask(thrownAt(limited)).json.extensions?.['retryAfterMs']).toBe(2_000);
  const unavailable = new MxError('UNAVAILABLE', MX_WORDS);
  expect(mask(thrownAt(unavailable)).json.extensions).not.toHaveProperty('retryAfterMs');
});

test('an MxError without a location is masked like one that a resolver threw', () => {
  const { json } = mask(new MxError('NOT_FOUND', MX_WORDS));
  expect(json).toEqual({
    message: 'There is no such object.',
    extensions: { code: 'NOT_FOUND', retryable: false, errorId: expect.any(String) },
  });
});

const unknowns: readonly (readonly [string, unknown])[] = [
  ['an Error', new Error(MX_WORDS)],
  ['a TypeError', new TypeError(MX_WORDS)],
  ['an AggregateError', new AggregateError([new Error(MX_WORDS)], MX_WORDS)],
  ['a string', MX_WORDS],
  ['null', null],
  ['undefined', undefined],
  ['an object with a code', { message: MX_WORDS, extensions: { code: 'NOT_FOUND' } }],
  ['an Error with the code of an MxError', Object.assign(new Error(MX_WORDS), { code: 'TIMEOUT' })],
  ['a bare GraphQLError of a resolver', new GraphQLError(MX_WORDS, { path: ['a'] })],
  [
    'a GraphQLError with a code of its own',
    new GraphQLError(MX_WORDS, {
      path: ['a'],
      extensions: { code: 'INTERNAL', hunter2: MX_WORDS },
    }),
  ],
];

test.for([
  ...unknowns,
  ...unknowns.map(([name, value]) => [`${name}, located`, thrownAt(value)] as const),
])('%s becomes INTERNAL without its message', ([, thrown]) => {
  const { json, reports } = mask(thrown);
  expect(json.message).toBe('Something went wrong.');
  expect(json.extensions).toEqual({
    code: 'INTERNAL',
    retryable: false,
    errorId: expect.any(String),
  });
  expect(JSON.stringify(json)).not.toContain('hunter2');
  expect(reports).toHaveLength(1);
});

test.for([
  [badUserInput('first must be from 1 to 100.', ['first']), 'BAD_USER_INPUT', ['first']],
  [notFound(), 'NOT_FOUND', undefined],
  [forbidden(), 'FORBIDDEN', undefined],
] as const)('%s keeps its message, its code and its input path', ([thrown, code, inputPath]) => {
  const { json, reports } = mask(thrownAt(thrown));
  expect(json.message).toBe(thrown.message);
  expect(json.extensions).toEqual({
    code,
    retryable: false,
    ...(inputPath === undefined ? {} : { inputPath }),
  });
  expect(reports).toEqual([]);
});

test('masking a masked error changes nothing and reports nothing twice', () => {
  const { masked } = mask(thrownAt(new Error('once')));
  const again = mask(masked);
  expect(again.masked).toBe(masked);
  expect(again.reports).toEqual([]);
});

test('a masked error has no stack, no cause and no original error', () => {
  const { masked, json } = mask(thrownAt(new MxError('BAD_RESPONSE', MX_WORDS)));
  expect(masked.cause).toBeUndefined();
  expect(masked.originalError).toBeUndefined();
  expect(Object.keys(json).toSorted()).toEqual(['extensions', 'message', 'path']);
});

test('two failures never share an errorId', () => {
  const ids = Array.from({ length: 50 }, () => mask(new Error('x')).reports[0]?.errorId);
  expect(new Set(ids).size).toBe(50);
});

test('a refusal for a bound is counted once, under the name of the bound', () => {
  const hits: string[] = [];
  const watchers = { limited: ({ limit }: { limit: string }) => hits.push(limit) };
  const refusal = limitExceeded('cost', 'Too much.');
  toClientError(toClientError(refusal, watchers), watchers);
  toClientError(thrownAt(badUserInput('first is too large.', ['first'], 'pageSize')), watchers);
  toClientError(thrownAt(badUserInput('after is not a cursor.', ['after'])), watchers);
  expect(hits).toEqual(['cost', 'pageSize']);
});
