import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SocketLink } from '../../../src/http/sockets/link.ts';
import type { SocketOperation } from '../../../src/http/sockets/operation.ts';
import { createProtocol } from '../../../src/http/sockets/protocol.ts';
import { settle } from '../../support/manual-clock.ts';
import type { Message } from '../../support/raw-socket.ts';

interface Started extends SocketOperation {
  readonly id: string;
  /** The operation has nothing more to say. */
  readonly finish: () => void;
}

/** A protocol on a link that is always read, whose operations say and end what a test tells them. */
function openProtocol() {
  const gone = new AbortController();
  const sent: Message[] = [];
  const codes: number[] = [];
  const started: Started[] = [];
  const close = (code: number) => {
    codes.push(code);
    gone.abort();
  };
  const link: SocketLink = {
    gone: gone.signal,
    room: () => Promise.resolve(),
    async send(make) {
      const text = gone.signal.aborted ? undefined : make();
      if (text !== undefined) sent.push(JSON.parse(text));
    },
    answer: (text) => sent.push(JSON.parse(text)),
    waiting: () => 0,
    trust: () => {},
    close,
    shut: close,
  };
  const protocol = createProtocol({
    link,
    admit: () => Promise.resolve(true),
    mayRun: () => true,
    run(operation) {
      const { promise, resolve } = Promise.withResolvers<void>();
      started.push({ ...operation, id: operation.payload.query, finish: resolve });
      return promise;
    },
  });
  const receive = (message: object) => protocol.receive(JSON.stringify(message));
  return {
    sent,
    codes,
    started,
    protocol,
    receive,
    gone,
    /** The query is the id, so that an operation knows it. */
    subscribe: (id: string) => receive({ type: 'subscribe', id, payload: { query: id } }),
    complete: (id: string) => receive({ type: 'complete', id }),
  };
}

async function openAcknowledged() {
  const opened = openProtocol();
  opened.receive({ type: 'connection_init' });
  await settle();
  opened.sent.splice(0);
  return opened;
}

test('the second of two operations with one id, one after the other, lives on', async () => {
  const { subscribe, complete, started, sent, codes } = await openAcknowledged();
  subscribe('a');
  complete('a');
  subscribe('a');
  const [first, second] = started;
  expect([first?.gone.aborted, second?.gone.aborted]).toEqual([true, false]);
  await first?.tell.next({ data: 1 });
  await first?.tell.complete();
  first?.finish();
  await settle();
  await second?.tell.next({ data: 2 });
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
  void started[0]?.tell.complete();
  subscribe('a');
  void started[1]?.tell.error([{ message: 'x' }]);
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
  await started[1]?.tell.next({ data: 1 });
  started[1]?.finish();
  await drained;
  expect(sent.map(({ type }) => type)).toEqual(['next']);
});

type Step =
  | { readonly do: 'subscribe' | 'complete'; readonly id: string }
  | { readonly do: 'next' | 'finish' | 'fail'; readonly at: number }
  | { readonly do: 'wait' | 'close' };

const id = fc.constantFrom('a', 'b', 'c');
const arbitraryStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('subscribe' as const), id }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('complete' as const), id }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom('next' as const, 'finish', 'fail'), at: fc.nat(9) }),
  },
  { weight: 3, arbitrary: fc.constant({ do: 'wait' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'close' as const }) },
);

/** What a client may expect of a protocol that it has said these steps to. */
function createModel() {
  const expected = { started: 0, sent: 0, codes: [] as number[] };
  /** Operations that the client still wants, by id. */
  const wanted = new Map<string, Started>();
  const leave = () => {
    wanted.clear();
    isOpen = false;
  };
  let isOpen = true;
  return {
    expected,
    wanted,
    leave,
    subscribe(subscribed: string, start: () => Started | undefined) {
      const isTaken = wanted.has(subscribed);
      if (isOpen && isTaken) expected.codes.push(4409);
      const operation = start();
      if (!isOpen) return;
      if (isTaken) return leave();
      expected.started += 1;
      if (operation !== undefined) wanted.set(subscribed, operation);
    },
    /** True when a word of this operation must reach the client. */
    isWanted: (operation: Started) => wanted.get(operation.id) === operation,
  };
}

async function play(steps: readonly Step[]) {
  const { started, sent, codes, gone, ...client } = await openAcknowledged();
  const model = createModel();
  const over = new Set<Started>();

  async function speak(operation: Started, how: 'next' | 'finish' | 'fail') {
    if (model.isWanted(operation)) model.expected.sent += 1;
    if (how === 'next') return operation.tell.next({});
    model.wanted.delete(model.isWanted(operation) ? operation.id : '');
    over.add(operation);
    await (how === 'finish' ? operation.tell.complete() : operation.tell.error([]));
    return operation.finish();
  }

  for (const step of steps) {
    if ('at' in step) {
      const operation = started[step.at];
      if (operation !== undefined && !over.has(operation)) await speak(operation, step.do);
    } else if ('id' in step) {
      if (step.do === 'complete') {
        client.complete(step.id);
        model.wanted.delete(step.id);
      } else {
        model.subscribe(step.id, () => {
          client.subscribe(step.id);
          return started.at(-1);
        });
      }
    } else if (step.do === 'wait') await settle();
    else {
      gone.abort();
      model.leave();
    }
    expect({ started: started.length, sent: sent.length, codes }).toEqual(model.expected);
    const live = started.filter((each) => !each.gone.aborted && !over.has(each));
    expect(live).toEqual([...model.wanted.values()]);
  }
}

test('no operation outlives its client or answers for another, in any order of messages', async () => {
  const property = fc.asyncProperty(fc.array(arbitraryStep, { maxLength: 40 }), play);
  await fc.assert(property, { numRuns: 300 });
  expect.hasAssertions();
});
