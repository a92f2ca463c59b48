import { expect, test } from 'vitest';
import { createEvents } from '../../../src/observability/events.ts';
import { createLogger, describeGap } from '../../../src/observability/logger.ts';
import type { OperationEvent } from '../../../src/observability/operations.ts';
import { createPretty } from '../../../src/observability/pretty/pretty.ts';

/** A log for a person. Each entry is what one event writes, with its time as `TIME`. */
function openPretty({ hasColours = false } = {}) {
  const written: string[] = [];
  const format = createPretty({ hasColours });
  const destination = { write: (text: string) => void written.push(text) };
  const logger = createLogger({ level: 'debug', destination, format });
  const read = () => written.map((text) => text.replace(/\d\d:\d\d:\d\d\.\d{3}/, 'TIME'));
  return { events: createEvents(logger), logger, read };
}

const operation: OperationEvent = {
  name: 'Wallet',
  type: 'query',
  transport: 'http',
  caller: 'user',
  ...{ documentHash: 'abcd', durationMs: 12.5, results: 1, responseBytes: 80 },
  ...{ codes: ['NOT_FOUND', 'FORBIDDEN'], upstreamCalls: 3 },
};

test('an event is one line with time, level, event, message and fields, without empty fields', () => {
  const { events, read } = openPretty();
  events.operation({ ...operation, name: null });
  events.stopping('SIGTERM');
  expect(read()).toEqual([
    'TIME info  operation type=query transport=http caller=user documentHash=abcd durationMs=12.5 results=1 responseBytes=80 codes=NOT_FOUND,FORBIDDEN upstreamCalls=3\n',
    'TIME info  stopping Stopping: SIGTERM. reason=SIGTERM\n',
  ]);
});

test('the time is the local time of the event', () => {
  const time = '2026-11-27T13:37:38.065Z';
  const at = new Date(time);
  const text = createPretty({ hasColours: false })(`{"level":"info","time":"${time}"}`);
  expect(text).toBe(`${at.toTimeString().slice(0, 8)}.065 info \n`);
});

test('the start says in lines of their own where everything is, and how to sign in', () => {
  const { events, read } = openPretty();
  events.started({
    url: 'http://127.0.0.1:4000/graphql',
    upstream: 'sandbox',
    hasExplorer: true,
    appUrl: 'http://127.0.0.1:4000/app',
    demoToken: 'a.b.c',
    version: '1.0.0',
  });
  expect(read().join('').split('\n')).toEqual([
    'TIME info  started',
    '    GraphQL and GraphiQL at http://127.0.0.1:4000/graphql.',
    '    The example app is at http://127.0.0.1:4000/app.',
    '    This is the MX sandbox: it serves demo data, needs no MX account and sends nothing to MX.',
    '    Sign in as the demo household with the header authorization: Bearer a.b.c',
    '    url=http://127.0.0.1:4000/graphql upstream=sandbox appUrl=http://127.0.0.1:4000/app version=1.0.0',
    '',
  ]);
});

test('a slow operation has its batches and calls below its line', () => {
  const { events, read } = openPretty();
  const times = { startedMs: 1, durationMs: 20 };
  const call = {
    ...{ endpoint: 'GET /users/{user_guid}/members', kind: 'read', status: 200, code: null },
    ...{ attempts: 2, waitedMs: 4, isShared: false, isGuess: false },
  };
  const counts = { made: 1, joined: 0, cached: 0, guessed: 0 };
  const batch = { loader: 'members', keys: 1, ...times, ...counts, calls: [{ ...call, ...times }] };
  const slow = { durationMs: 30, upstreamCalls: 1, batches: [batch], leftOut: 7 };
  events.operation({ ...operation, slow });
  expect(read().join('').split('\n').slice(1)).toEqual([
    '    +1 ms load members keys=1 durationMs=20',
    '      +1 ms GET /users/{user_guid}/members 200 durationMs=20 waitedMs=4 attempts=2',
    '    7 more',
    '',
  ]);
});

test('an error has its fields in the line, and its stack below', () => {
  const { events, read } = openPretty();
  events.failed({ errorId: 'id-1', code: 'INTERNAL', cause: new TypeError('x is not a function') });
  const [head = '', first = ''] = read().join('').split('\n');
  expect(head).toBe(
    'TIME error failed errorId=id-1 code=INTERNAL error.name=TypeError error.message="x is not a function"',
  );
  expect(first).toMatch(/^ {4}at .*pretty\.test\.ts/);
});

test('no text can begin a line, move the cursor, change colours or turn the text', () => {
  const { logger, read } = openPretty();
  const evil = 'x\r\n00:00:00.000 info  started \u001b[2J\u009b31m\u202e \u2028y';
  logger.warn({ event: evil, path: evil, list: [evil], deep: { [evil]: evil } }, evil);
  expect(read()).toHaveLength(1);
  expect(read()[0]?.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
  expect(read()[0]).toContain('\\u001b[2J\\u009b31m\\u202e');
});

test('a value with spaces or quotes is in quotes, so that it cannot fake a field', () => {
  const { logger, read } = openPretty();
  logger.info({ event: 'refused', origin: 'a caller=partner', other: 'say "hi"', plain: 'a/b' });
  expect(read()).toEqual([
    'TIME info  refused origin="a caller=partner" other="say \\"hi\\"" plain=a/b\n',
  ]);
});

test('lines and blocks are bounded', () => {
  const { logger, read } = openPretty();
  const long = 'y'.repeat(900);
  logger.info({ event: 'a', a: long, b: long, c: long }, `${long}. ${long}. ${long}.`);
  const stack = Array.from({ length: 50 }, () => long);
  logger.info({ event: 'b', error: { stack, cause: { stack } } });
  for (const text of read()) {
    const lines = text.split('\n');
    expect(lines.length).toBeLessThanOrEqual(62);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(2_001);
  }
});

test('colours are only there for a terminal that has them', () => {
  const { events, read } = openPretty({ hasColours: true });
  events.configWarning('HOST is 0.0.0.0.');
  expect(read()).toEqual([
    '\u001b[2mTIME\u001b[0m \u001b[33mwarn \u001b[0m \u001b[1mconfig-warning\u001b[0m HOST is 0.0.0.0.\n',
  ]);
});

test('a gap in the log has a pretty line, too', () => {
  expect(describeGap(7, createPretty({ hasColours: false }))).toMatch(
    /^\S+ warn {2}log-gap The log was not written fast enough\. lines=7\n$/,
  );
});

test('a line that is cut leaves no colour open, wherever it is cut', () => {
  const format = createPretty({ hasColours: true });
  const time = '2026-11-27T13:37:38.065Z';
  for (let length = 1_850; length < 2_000; length += 1) {
    const fields = { first: 'x'.repeat(length), second: 'y', third: 'z' };
    const text = format(JSON.stringify({ level: 'warn', time, event: 'odd', ...fields }));
    const [, ...escapes] = text.split('\u001b');
    expect(escapes.filter((each) => !/^\[\d+m/.test(each))).toEqual([]);
    expect(escapes.at(-1)).toMatch(/^\[0m/);
  }
});
