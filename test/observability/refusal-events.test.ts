import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { MxError } from '../../src/mx/errors.ts';
import { createEvents } from '../../src/observability/events.ts';
import { createLogger } from '../../src/observability/logger.ts';
import type { OperationEvent } from '../../src/observability/operations.ts';
import { openLog } from './open-log.ts';

test('a failure is logged with its id, code, frames and causes', () => {
  const { events, read } = openLog();
  const reset = Object.assign(new Error('read'), { code: 'ECONNRESET' });
  const cause = new MxError('UNAVAILABLE', 'GET /users: no connection', { cause: reset });
  events.failed({ errorId: 'e-1', code: 'UPSTREAM_UNAVAILABLE', cause });
  expect(read()).toMatchObject([
    {
      level: 'warn',
      event: 'failed',
      errorId: 'e-1',
      code: 'UPSTREAM_UNAVAILABLE',
      error: {
        name: 'MxError',
        code: 'UNAVAILABLE',
        message: 'GET /users: no connection',
        stack: expect.arrayContaining([expect.stringContaining('events.test.ts')]),
        cause: { name: 'Error', code: 'ECONNRESET' },
      },
    },
  ]);
});

test.for([
  ['a JSON parser that quotes its text', () => JSON.parse('{"password": s3cret }') as unknown],
  [
    'graphql that quotes a value',
    () => {
      throw new GraphQLError('Int cannot represent "s3cret"');
    },
  ],
  ['Node that quotes an argument', () => Buffer.from('s3cret', 's3cret' as 'hex')],
  [
    'a string',
    () => {
      throw 's3cret';
    },
  ],
] as const)('the log of a failure in %s does not hold the value', ([, fail]) => {
  const { events, lines, read } = openLog();
  try {
    fail();
  } catch (cause) {
    events.failed({ errorId: 'e-2', code: 'INTERNAL', cause });
  }
  expect(read()).toMatchObject([{ level: 'error', errorId: 'e-2' }]);
  expect(lines.join('')).not.toContain('s3cret');
});

test('a limit that many clients meet is one line in ten seconds, with a count', () => {
  const lines: string[] = [];
  let ms = 0;
  const logger = createLogger({
    level: 'info',
    destination: { write: (line) => void lines.push(line) },
  });
  const { limited } = createEvents(logger, { now: () => ms });
  for (; ms < 10_000; ms += 100) limited({ limit: 'sockets' });
  limited({ limit: 'cost' });
  limited({ limit: 'sockets' });
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
    { level: 'warn', event: 'limited', limit: 'sockets', times: 1 },
    { event: 'limited', limit: 'cost', times: 1 },
    { event: 'limited', limit: 'sockets', times: 100 },
  ]);
});

test('a burst of one failure is bounded and counted, and no other kind of line with it', () => {
  const lines: string[] = [];
  const logger = createLogger({
    level: 'info',
    destination: { write: (line) => void lines.push(line) },
  });
  const events = createEvents(logger, { now: () => 0, schedule: () => {} });
  const operation: OperationEvent = {
    name: null,
    type: 'query',
    transport: 'http',
    documentHash: null,
    durationMs: 1,
    results: 1,
    responseBytes: 10,
    codes: [],
    caller: null,
    upstreamCalls: undefined,
  };
  const cause = new MxError('TIMEOUT', 'GET /users: no answer in time');
  for (let index = 0; index < 2_802; index += 1) {
    events.failed({ errorId: String(index), code: 'UPSTREAM_TIMEOUT', cause });
  }
  events.failed({ errorId: 'bug', code: 'INTERNAL', cause: new TypeError('x is not a function') });
  for (let index = 0; index < 500; index += 1) events.operation(operation);
  events.stopped(1);
  const read = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const of = (event: string) => read.filter((line) => line['event'] === event);
  expect(of('failed').map(({ errorId }) => errorId)).toEqual([
    ...Array.from({ length: 50 }, (_, index) => String(index)),
    'bug',
  ]);
  expect(of('operation')).toHaveLength(500);
  expect(of('left-out')).toMatchObject([
    { level: 'warn', of: 'failed', code: 'UPSTREAM_TIMEOUT', lines: 2_752 },
  ]);
  expect(lines.join('').length).toBeLessThan(250_000);
});

test.for([
  ['INTERNAL', 'error'],
  ['UPSTREAM_UNAVAILABLE', 'warn'],
  ['OUTCOME_UNKNOWN', 'warn'],
  ['BAD_USER_INPUT', 'info'],
  ['NOT_FOUND', 'info'],
])('a failure with %s is in the log at %s', ([code = '', level]) => {
  const { events, read } = openLog();
  events.failed({ errorId: 'a', code, cause: new MxError('UNAVAILABLE', 'GET /users: 503') });
  expect(read()).toMatchObject([{ level, event: 'failed', code, errorId: 'a' }]);
});
