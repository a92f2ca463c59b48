import { expect, test } from 'vitest';
import { settle } from '../../support/manual-clock.ts';
import { openAcknowledged, openProtocol } from './protocol-bench.ts';

test('the second of two operations with one id, one after the other, lives on', async () => {
  const { subscribe, complete, started, sent, codes } = await openAcknowledged();
  subscribe('a');
  complete('a');
  subscribe('a');
  const [first, second] = started;
  expect([first?.gone.aborted, second?.gone.aborted]).toEqual([true, false]);
  await first?.emit.next({ data: 1 });
  await first?.emit.complete();
  first?.finish();
  await settle();
  await second?.emit.next({ data: 2 });
  expect(sent).toEqual([{ type: 'next', id: 'a', payload: { data: 2 } }]);
  complete('a');
  expect(second?.gone.aborted).toBe(true);
  expect(codes).toEqual([]);
});

test.for(['a', 'x'.repeat(200), 'é'.repeat(5_000), '__proto__', 'toString'])(
  'an id in use closes the socket with 4409',
  async (id) => {
    const { subscribe, started, codes } = await openAcknowledged();
    subscribe(id);
    subscribe(id);
    expect(codes).toEqual([4409]);
    expect(started.map(({ gone }) => gone.aborted)).toEqual([true]);
  },
);

const mistakes: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['no JSON', '{'],
  ['null', 'null'],
  ['a list', '[]'],
  ['a number', '1'],
  ['no type', '{}'],
  ['an unknown type', '{"type":"start"}'],
  ['a next', '{"type":"next","id":"1","payload":{}}'],
  ['an error', '{"type":"error","id":"1","payload":[{"message":"x"}]}'],
  ['an acknowledgement', '{"type":"connection_ack"}'],
  ['a subscribe without an id', '{"type":"subscribe","payload":{"query":"{a}"}}'],
  ['a subscribe without a payload', '{"type":"subscribe","id":"1"}'],
  ['a subscribe without a query', '{"type":"subscribe","id":"1","payload":{}}'],
  [
    'variables that are a list',
    '{"type":"subscribe","id":"1","payload":{"query":"{a}","variables":[]}}',
  ],
  ['a complete without an id', '{"type":"complete"}'],
  ['a payload that is no object', '{"type":"ping","payload":"x"}'],
];

test.for(mistakes)('%s closes the socket with 4400', async ([, text]) => {
  for (const { protocol, codes } of [openProtocol(), await openAcknowledged()]) {
    protocol.receive(text);
    expect(codes).toEqual([4400]);
  }
});

test('a message before the acknowledgement is not served', async () => {
  const early = openProtocol();
  early.subscribe('a');
  expect(early.codes).toEqual([4401]);
  const hasty = openProtocol();
  hasty.receive({ type: 'connection_init' });
  hasty.subscribe('a');
  expect(hasty.codes).toEqual([4401]);
  const twice = openProtocol();
  twice.receive({ type: 'connection_init' });
  twice.receive({ type: 'connection_init' });
  expect(twice.codes).toEqual([4429]);
  await settle();
  expect([early, hasty, twice].flatMap(({ started, sent }) => [...started, ...sent])).toEqual([]);
});

test('an operation that is over frees its id before its last message is read', async () => {
  const { subscribe, started, codes } = await openAcknowledged();
  subscribe('a');
  void started[0]?.emit.complete();
  subscribe('a');
  void started[1]?.emit.error([{ message: 'x' }]);
  subscribe('a');
  expect(started).toHaveLength(3);
  expect(codes).toEqual([]);
});

test('a shutdown lets mutations answer, and ends streams without a message', async () => {
  const { subscribe, started, sent, protocol } = await openAcknowledged();
  for (const id of ['query', 'mutation', 'subscription'] as const) subscribe(id);
  for (const { id, onKind } of started) onKind(id as 'query');
  let isDrained = false;
  const drained = protocol.drain().then(() => {
    isDrained = true;
  });
  await settle();
  expect(started.map(({ gone }) => gone.aborted)).toEqual([false, false, true]);
  expect(isDrained).toBe(false);
  await started[1]?.emit.next({ data: 1 });
  started[1]?.finish();
  await drained;
  expect(sent.map(({ type }) => type)).toEqual(['next']);
});
