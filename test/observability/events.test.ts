import { expect, test } from 'vitest';
import { createEvents } from '../../src/observability/events.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { openLog } from './open-log.ts';

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

test('the start line says that the upstream is the sandbox, and where GraphiQL and the app are', () => {
  const { events, read } = openLog();
  events.started({
    url: 'http://127.0.0.1:4000/graphql',
    upstream: 'sandbox',
    hasExplorer: true,
    appUrl: 'http://127.0.0.1:4000/app',
  });
  const [line] = read();
  expect(line?.['msg']).toMatch(
    /^GraphQL and GraphiQL at http:.*The example app is at http:.*\/app\. This is the MX sandbox/,
  );
  expect(line?.['appUrl']).toBe('http://127.0.0.1:4000/app');
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

test.for([
  ['an error of MX', { status: 503, code: 'UNAVAILABLE', attempts: 3 }],
  ['an address that MX does not allow', { status: 403, code: 'FORBIDDEN', attempts: 1 }],
  ['a wrong key', { status: 401, code: 'REFUSED_GATEWAY', attempts: 1 }],
  ['a late response', { status: null, code: 'TIMEOUT', attempts: 1 }],
  ['a 400 to a poll', { kind: 'poll', status: 400, code: 'INVALID_INPUT', attempts: 1 }],
] as const)('a call to MX that ends with %s is a warning', ([, end]) => {
  const { events, read } = openLog('info');
  const call = { method: 'GET', route: '/users/{user_guid}', durationMs: 8, ...end };
  events.exchange(call);
  expect(read()).toMatchObject([
    { level: 'warn', event: 'exchange', ...call, msg: expect.stringMatching(/\.$/) },
  ]);
  for (let at = 0; at < 1_000; at += 1) events.exchange(call);
  expect(read().length).toBeLessThanOrEqual(20);
});

test.for([
  ['is the answer to a request', { status: 404, code: 'NOT_FOUND', attempts: 1 }],
  ['is a 400 to a request', { kind: 'read', status: 400, code: 'INVALID_INPUT', attempts: 1 }],
  ['the gateway has not made', { status: null, code: 'UNAVAILABLE', attempts: 0 }],
] as const)('a failed call that %s is no warning', ([, end]) => {
  const { events, lines } = openLog('info');
  events.exchange({ method: 'GET', route: '/users/{user_guid}', durationMs: 8, ...end });
  expect(lines).toEqual([]);
});

test('webhooks are logged at debug only, and a flood of them in part', () => {
  const quiet = openLog('info');
  quiet.events.webhook({ kind: 'REWARD', isNew: true });
  expect(quiet.lines).toEqual([]);
  const open = openLog('debug');
  open.events.webhook({ kind: 'REWARD', isNew: false });
  expect(open.read()).toMatchObject([
    { level: 'debug', event: 'webhook', kind: 'REWARD', isNew: false },
  ]);
  for (let at = 0; at < 5_000; at += 1) open.events.webhook({ kind: 'REWARD', isNew: true });
  expect(open.lines.length).toBeLessThanOrEqual(1_000);
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

test.for([
  ['unrecognized', 'info'],
  ['unreadable', 'warn'],
])('an %s webhook is in the log at level %s, at most once per minute', ([kind = '', level]) => {
  const { events, read } = openLog('info');
  for (let at = 0; at < 100; at += 1) events.webhook({ kind, isNew: false });
  events.webhook({ kind: 'REWARD', isNew: true });
  expect(read()).toMatchObject([{ level, event: 'webhook', kind, times: 1 }]);
});
