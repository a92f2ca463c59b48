import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { MxError } from '../../src/mx/errors.ts';
import { createEvents } from '../../src/observability/events.ts';
import { createLogger } from '../../src/observability/logger.ts';

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

test('the start says plainly that the sandbox is one, and where GraphiQL is', () => {
  const { events, read } = openLog();
  events.started({ url: 'http://127.0.0.1:4000/graphql', upstream: 'sandbox', hasExplorer: true });
  expect(read()[0]?.['msg']).toMatch(/^GraphQL and GraphiQL at http:.*This is the MX sandbox/);
});

test('exchanges are told at debug alone', () => {
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

test('a failure is told with its id, code, frames and causes', () => {
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

test('a limit that many clients meet is one line in ten seconds, with the number of times', () => {
  const lines: string[] = [];
  let ms = 0;
  const logger = createLogger({
    level: 'info',
    destination: { write: (line) => void lines.push(line) },
  });
  const { limited } = createEvents(logger, () => ms);
  for (; ms < 10_000; ms += 100) limited({ limit: 'sockets' });
  limited({ limit: 'cost' });
  limited({ limit: 'sockets' });
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
    { level: 'warn', event: 'limited', limit: 'sockets', times: 1 },
    { event: 'limited', limit: 'cost', times: 1 },
    { event: 'limited', limit: 'sockets', times: 100 },
  ]);
});
