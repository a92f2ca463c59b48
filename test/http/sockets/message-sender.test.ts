import type { ExecutionResult } from 'graphql';
import { expect, test } from 'vitest';
import { Link } from '../../../src/http/sockets/link.ts';
import { MessageSender } from '../../../src/http/sockets/message-sender.ts';
import { createPings } from '../../../src/http/sockets/pings.ts';
import { createTraffic } from '../../../src/http/sockets/traffic.ts';
import { limits } from '../../../src/limits.ts';
import { createOperationRate } from '../../../src/operation/rules/operation-rate.ts';
import { LatestValue } from '../../../src/status/latest-value.ts';
import { openHeldSocket } from '../../support/held-socket.ts';
import { settle } from '../../support/manual-clock.ts';

const resultOf = (n: number): ExecutionResult => ({ data: { n } });

/** A stream on a socket whose client reads when the test says so. */
async function openStream() {
  const held = openHeldSocket();
  const { socket, stream } = held;
  const rate = createOperationRate({ now: () => 0 });
  const link = new Link({
    socket,
    stream,
    rate,
    pings: createPings(),
    traffic: createTraffic(),
    limited: () => {},
    owner: { onClosed() {} },
  });
  await held.release();
  let ended = 0;
  const owner = {
    onEnded: () => {
      ended += 1;
    },
  };
  const sender = new MessageSender(link, '1', owner);
  let left = 0;
  const results = new LatestValue<ExecutionResult>(() => {
    left += 1;
  });
  /** The results that the client has read, and the types of the other messages. */
  const read = () =>
    [...held.read().matchAll(/"n":(\d+)|"(complete|error)"/g)].map(([, n, type]) => n ?? type);
  return { ...held, link, sender, results, read, left: () => left, ended: () => ended };
}

test('a client that does not read gets the latest result, and nothing waits meanwhile', async () => {
  const { sender, results, release, read, link } = await openStream();
  sender.sendAll(results);
  for (const n of [1, 2, 3, 4]) results.put(resultOf(n));
  await settle();
  expect(link.waiting()).toBe(0);
  await release();
  expect(read()).toEqual(['1', '4']);
  results.put(resultOf(5));
  await release();
  expect(read()).toEqual(['1', '4', '5']);
});

test('a result that comes while other messages wait is sent in its turn', async () => {
  const { sender, results, release, read, link } = await openStream();
  sender.sendAll(results);
  void link.send(() => '"n":0'.padEnd(limits.socketBacklogBytes + 1));
  results.put(resultOf(1));
  results.put(resultOf(2));
  expect(link.waiting()).toBe(1);
  await release();
  expect(read()).toEqual(['0', '1', '2']);
});

test('a stream that ends is completed after its last result, and has ended once', async () => {
  const { sender, results, release, read, ended, left } = await openStream();
  sender.sendAll(results);
  results.put(resultOf(1));
  results.put(resultOf(2));
  results.end();
  expect(ended()).toBe(0);
  await release();
  expect(read()).toEqual(['1', '2', 'complete']);
  sender.abort('client-closed');
  expect([ended(), left()]).toEqual([1, 0]);
});

test.for(['reads', 'does not read'])('a client that %s may complete a stream', async (how) => {
  const { sender, results, release, read, ended, left } = await openStream();
  sender.sendAll(results);
  if (how === 'does not read') for (const n of [1, 2]) results.put(resultOf(n));
  sender.abort('client-closed');
  sender.abort('client-closed');
  expect([ended(), left()]).toEqual([1, 1]);
  await release();
  expect(read()).toEqual(how === 'reads' ? [] : ['1']);
});

test('a stream that begins after its client has gone is left', async () => {
  const { sender, results, read, ended, left } = await openStream();
  sender.abort('client-closed');
  sender.sendAll(results);
  expect([ended(), left()]).toEqual([1, 1]);
  expect(read()).toEqual([]);
});
