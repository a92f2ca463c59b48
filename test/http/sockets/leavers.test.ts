import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type FrameSocket,
  openFrameSocket,
  toFrame,
  toMessageFrame,
} from '../../support/frames.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { household } from '../../support/household.ts';
import { openRawSocket } from '../../support/raw-socket.ts';
import { mintNow, tokenAuth } from '../../support/tenants.ts';
import { expectSilence, keepBusy, statusCalls, watchStatus } from '../../support/watching.ts';

const variables = { id: household.bankId };
const payload = { query: watchStatus, variables };
const subscribe = (id: string) => toMessageFrame({ type: 'subscribe', id, payload });
const complete = (id: string) => toMessageFrame({ type: 'complete', id });

function start(latencyMs = 0): Promise<TestGateway> {
  return startTestGateway({ config: { auth: tokenAuth }, sandbox: { latencyMs } });
}

const token = () => mintNow({ mx_user_guid: household.userGuid });
const params = () => ({ authorization: `Bearer ${token()}` });

test('a thousand rounds of subscribe and complete with one id leave one stream, and none at the end', async () => {
  await using gateway = await start();
  keepBusy(gateway);
  await using opened = new AsyncDisposableStack();
  const sockets: FrameSocket[] = [];
  for (let at = 0; at < 20; at += 1) {
    const socket = opened.use(await openFrameSocket(gateway.url, { params: params() }));
    sockets.push(socket);
    const turns = Array.from({ length: 25 }, () =>
      Buffer.concat([subscribe('1'), complete('1'), subscribe('1'), complete('1')]),
    );
    socket.tcp.write(Buffer.concat([...turns, subscribe('1')].slice(0, 25)));
  }
  for (const { tcp } of sockets) tcp.write(subscribe('last'));
  for (const socket of sockets) await expect.poll(socket.received).toContain('"id":"last"');
  const events = (socket: FrameSocket) => socket.received().match(/"id":"last"/g)?.length;
  expect(sockets.map(events)).toEqual(sockets.map(() => 1));
  for (const { tcp } of sockets) tcp.write(complete('last'));
  await expectSilence(gateway);
});

test('a completed stream sends nothing more under its id', async () => {
  await using gateway = await start();
  keepBusy(gateway);
  await using socket = await openFrameSocket(gateway.url, { params: params() });
  socket.tcp.write(Buffer.concat([subscribe('1'), complete('1'), subscribe('1')]));
  await expect.poll(socket.received).toContain('"id":"1","type":"next"');
  keepBusy(gateway, 'DEGRADED');
  await expect.poll(socket.received).toContain('DEGRADED');
  expect(socket.received().match(/"type":"next"/g)).toHaveLength(2);
  expect(socket.received()).not.toContain('complete');
});

type Step =
  | { readonly waitMs: number }
  | { readonly say: 'subscribe' | 'complete'; readonly id: string };

const id = fc.constantFrom('a', 'b', 'c');
const arbitraryStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ say: fc.constant('subscribe' as const), id }),
  fc.record({ say: fc.constant('complete' as const), id }),
  fc.record({ waitMs: fc.nat(12) }),
);

const departures = {
  resets: ({ tcp }: FrameSocket) => tcp.resetAndDestroy(),
  closes: ({ tcp }: FrameSocket) => tcp.destroy(),
  'half-closes': ({ tcp }: FrameSocket) => tcp.end(),
  'sends a close frame': ({ tcp }: FrameSocket) => tcp.write(toFrame({ opcode: 8 })),
  'makes a mistake': ({ tcp }: FrameSocket) => tcp.write(toMessageFrame({ type: 'x' })),
  'breaks a frame': ({ tcp }: FrameSocket) => tcp.write(Buffer.from([0x8b, 0])),
};

test.for(Object.entries(departures))(
  'a client that %s at any moment leaves no poll and no place behind',
  async ([, depart]) => {
    await using gateway = await start(8);
    keepBusy(gateway);

    async function play(steps: readonly Step[], init: boolean): Promise<void> {
      const socket = await openFrameSocket(gateway.url, { params: params(), isInitiated: !init });
      if (init) {
        const message = { type: 'connection_init', payload: params() };
        socket.tcp.write(toMessageFrame(message));
      }
      for (const step of steps) {
        if ('waitMs' in step) await delay(step.waitMs);
        else socket.tcp.write(step.say === 'subscribe' ? subscribe(step.id) : complete(step.id));
      }
      depart(socket);
      // A socket that a test has written on must be read to its end.
      await socket.closed;
    }

    const scripts = fc.sample(fc.tuple(fc.array(arbitraryStep, { maxLength: 10 }), fc.boolean()), {
      numRuns: 100,
    });
    for (let at = 0; at < scripts.length; at += 15) {
      await Promise.all(scripts.slice(at, at + 15).map(([steps, init]) => play(steps, init)));
    }
    await expectSilence(gateway);
    // Twenty are all that one user may have.
    await using opened = new AsyncDisposableStack();
    for (let count = 0; count < 20; count += 1) {
      const raw = opened.use(await openRawSocket(gateway.url, { params: params() }));
      expect(raw.socket.readyState).toBe(1);
    }
  },
);

test('a client that leaves during a slow event ends its stream', async () => {
  await using gateway = await start(150);
  keepBusy(gateway);
  const query = `subscription ($id: ID!) { memberStatus(memberId: $id) {
    member { accounts(first: 5) { nodes { name } } }
  } }`;
  await using socket = await openFrameSocket(gateway.url, { params: params() });
  socket.tcp.write(toMessageFrame({ type: 'subscribe', id: '1', payload: { query, variables } }));
  await expect.poll(() => gateway.sandbox.calls.join(), { interval: 5 }).toContain('accounts');
  socket.tcp.resetAndDestroy();
  await delay(200);
  await expectSilence(gateway);
  expect(statusCalls(gateway)).toBeLessThan(5);
});
