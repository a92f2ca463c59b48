import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { MxError } from '../../src/mx/errors.ts';
import { createEvents } from '../../src/observability/events.ts';
import { createLogger } from '../../src/observability/logger.ts';
import type { OperationEvent } from '../../src/observability/operations.ts';

function openLog(level: 'info' | 'debug' = 'debug') {
  const lines: string[] = [];
  const logger = createLogger({ level, destination: { write: (line) => void lines.push(line) } });
  const read = () => lines.map((line): Record<string, unknown> => JSON.parse(line));
  return { events: createEvents(logger), logger, lines, read };
}

test('each event is one JSON line with its name, level and time', () => {
  const { events, read } = openLog();
  events.started({ url: 'http://127.0.0.1:4000/graphql', upstream: 'mx', hasExplorer: false });
  expect(read()).toEqual([
    {
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      event: 'started',
      url: 'http://127.0.0.1:4000/graphql',
      upstream: 'mx',
      msg: 'GraphQL at http://127.0.0.1:4000/graphql.',
    },
  ]);
});

test('the start line says that the upstream is the sandbox, and where GraphiQL is', () => {
  const { events, read } = openLog();
  events.started({ url: 'http://127.0.0.1:4000/graphql', upstream: 'sandbox', hasExplorer: true });
  expect(read()[0]?.['msg']).toMatch(/^GraphQL and GraphiQL at http:.*This is the MX sandbox/);
});

test('an outage of MX is logged as a warning, and its end is logged', () => {
  const { events, read } = openLog('info');
  events.upstream({ health: 'down', sentence: 'MX is not responding.' });
  events.upstream({ health: 'up', sentence: 'MX is responding again.' });
  expect(read()).toMatchObject([
    { level: 'warn', event: 'upstream', health: 'down' },
    { level: 'info', event: 'upstream', health: 'up' },
  ]);
});

test('calls to MX are logged at debug only', () => {
  const exchange = {
    method: 'GET',
    route: '/users/{user_guid}',
    status: 200,
    durationMs: 8,
    attempts: 1,
  };
  const quiet = openLog('info');
  quiet.events.exchange(exchange);
  expect(quiet.lines).toEqual([]);
  const open = openLog('debug');
  open.events.exchange(exchange);
  expect(open.read()).toMatchObject([{ level: 'debug', event: 'exchange', ...exchange }]);
});

test('an unreadable field of MX is logged as a warning once a minute, without its value', () => {
  let nowMs = 0;
  const lines: string[] = [];
  const logger = createLogger({
    level: 'info',
    destination: { write: (line) => void lines.push(line) },
  });
  const events = createEvents(logger, { now: () => nowMs });
  const call = { method: 'GET', status: 200, durationMs: 8, attempts: 1 } as const;
  const rewards = { ...call, route: '/users/{user_guid}/members/{member_guid}/rewards' };
  const read = () =>
    lines.splice(0).map((line) => {
      const { level, event, method, route, field, times } = JSON.parse(line);
      return { level, event, method, route, field, times };
    });

  events.exchange({ ...rewards, driftedFields: ['balance', 'rewards.guid'] });
  const told = { level: 'warn', event: 'drift', method: 'GET', route: rewards.route };
  expect(read()).toEqual([
    { ...told, field: 'balance', times: 1 },
    { ...told, field: 'rewards.guid', times: 1 },
  ]);

  nowMs = 59_999;
  for (let time = 0; time < 1_000; time += 1) {
    events.exchange({ ...rewards, driftedFields: ['balance'] });
  }
  events.exchange(rewards);
  expect(read()).toEqual([]);
  events.exchange({ ...call, route: '/users', driftedFields: ['balance'] });
  expect(read()).toEqual([{ ...told, route: '/users', field: 'balance', times: 1 }]);

  nowMs = 60_000;
  events.exchange({ ...rewards, driftedFields: ['balance'] });
  expect(read()).toEqual([{ ...told, field: 'balance', times: 1_001 }]);
});

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

test('sensitive keys are redacted at any depth and in any case', () => {
  const { logger, lines } = openLog();
  logger.info({
    Authorization: 's3cret',
    input: { list: [{ credentials: ['s3cret'], deep: { Value: 's3cret', apiKey: 's3cret' } }] },
    error: Object.assign(new Error('s3cret'), { body: 's3cret' }),
  });
  expect(lines.join('')).not.toContain('s3cret');
  expect(lines.join('')).toContain('[redacted]');
});

test('a log that cannot be written breaks nothing', () => {
  const logger = createLogger({
    level: 'info',
    destination: {
      write: () => {
        throw new Error('disk full');
      },
    },
  });
  expect(() => createEvents(logger).stopping('SIGTERM')).not.toThrow();
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
    codes: [],
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

test('a line has at most 16 KiB, and is JSON', () => {
  const { logger, lines, read } = openLog();
  const long = 'ä'.repeat(20_000);
  logger.info(
    { event: 'a', long, deep: { list: Array.from({ length: 5_000 }, () => long) } },
    long,
  );
  logger.info({ event: 'b', long, list: Array.from({ length: 5_000 }, () => 'x') });
  for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(16 * 1024);
  expect(read()).toEqual([
    { level: 'info', time: expect.any(String), event: 'a', cutBytes: expect.any(Number) },
    expect.objectContaining({ event: 'b', long: `${'ä'.repeat(1_000)}…` }),
  ]);
  expect(read()[1]?.['list']).toHaveLength(50);
});
