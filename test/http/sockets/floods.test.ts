import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import {
  type FrameOptions,
  openFrameSocket,
  toFrame,
  toMessageFrame,
} from '../../support/frames.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { household } from '../../support/household.ts';
import { openRawSocket } from '../../support/raw-socket.ts';
import { expectSilence, keepBusy, watchStatus } from '../../support/watching.ts';

const text = (message: object): FrameOptions => ({ opcode: 1, payload: JSON.stringify(message) });
const bytes = (message: object): FrameOptions => ({ ...text(message), opcode: 2 });

const floods: readonly (readonly [string, readonly FrameOptions[]])[] = [
  ['pings', [{ opcode: 9, payload: 'x'.repeat(125) }]],
  ['empty pings', [{ opcode: 9 }]],
  ['pongs', [{ opcode: 10 }]],
  ['ping messages', [text({ type: 'ping' })]],
  ['ping messages with a payload', [text({ type: 'ping', payload: { a: 'x'.repeat(1_000) } })]],
  ['ping messages as bytes', [bytes({ type: 'ping' })]],
  ['pong messages', [text({ type: 'pong' })]],
  ['fragments', [{ ...text({ type: 'pong' }), isFinal: false }, { opcode: 0 }]],
  [
    'fragments with pings between them',
    [{ opcode: 9 }, { ...text({ type: 'pong' }), isFinal: false }, { opcode: 9 }, { opcode: 0 }],
  ],
];

const endless: FrameOptions = { opcode: 0, isFinal: false };

async function closeCodeOf(
  gateway: TestGateway,
  frames: readonly FrameOptions[],
  isInitiated: boolean,
  first: FrameOptions[] = [],
) {
  await using socket = await openFrameSocket(gateway.url, { isInitiated });
  const flood = Buffer.concat(frames.map(toFrame));
  socket.tcp.write(Buffer.concat(first.map(toFrame)));
  const many = Buffer.concat(Array.from({ length: 10_000 }, () => flood));
  socket.tcp.write(many.subarray(0, 4 * 1024 * 1024));
  return await socket.closed;
}

test.for(floods)(
  'a flood of %s closes its socket with 4429, acknowledged or not',
  async ([, frames]) => {
    await using gateway = await startTestGateway();
    const written = vi.spyOn(console, 'error');
    expect(await closeCodeOf(gateway, frames, true)).toBe(4429);
    expect(await closeCodeOf(gateway, frames, false)).toBe(4429);
    expect(written).not.toHaveBeenCalled();
    const told = gateway.logs
      .map((line) => JSON.parse(line))
      .filter(({ event }) => event === 'limited');
    expect(told.map(({ limit }) => limit)).toEqual(['socketFramesPerSecond', 'initFrames']);
  },
);

test('a flood of completions, and of one endless message, close their sockets with 4429', async () => {
  await using gateway = await startTestGateway();
  expect(await closeCodeOf(gateway, [text({ type: 'complete', id: '1' })], true)).toBe(4429);
  const begin: FrameOptions = { opcode: 1, payload: '{', isFinal: false };
  expect(await closeCodeOf(gateway, [endless], true, [begin])).toBe(4429);
  expect(await closeCodeOf(gateway, [endless], false, [begin])).toBe(4429);
});

test('a flood ends the streams of its socket, and later messages are not read', async () => {
  await using gateway = await startTestGateway();
  keepBusy(gateway);
  await using socket = await openFrameSocket(gateway.url);
  const payload = { query: watchStatus, variables: { id: household.bankId } };
  socket.tcp.write(toMessageFrame({ type: 'subscribe', id: '1', payload }));
  await expect.poll(() => socket.received()).toContain('"next"');
  const before = gateway.sandbox.calls.length;
  const pings = Array.from({ length: 2_000 }, () => toFrame({ opcode: 9 }));
  const query = { query: '{ institutions { totalCount } }' };
  socket.tcp.write(
    Buffer.concat([...pings, toMessageFrame({ type: 'subscribe', id: '2', payload: query })]),
  );
  expect(await socket.closed).toBe(4429);
  await expectSilence(gateway);
  expect(gateway.sandbox.calls.slice(before).join()).not.toContain('institutions');
});

test('a client that pings occasionally gets its payload back', async () => {
  await using gateway = await startTestGateway();
  await using raw = await openRawSocket(gateway.url);
  raw.socket.ping('hello');
  expect(String((await once(raw.socket, 'pong'))[0])).toBe('hello');
  const answered = once(raw.socket, 'message');
  raw.send({ type: 'ping', payload: { a: [1] } });
  expect(JSON.parse(String((await answered)[0]))).toEqual({ type: 'pong', payload: { a: [1] } });
});

test('a first message of more than 16 KiB closes its socket with 1009 before it is whole', async () => {
  await using gateway = await startTestGateway();
  await using socket = await openFrameSocket(gateway.url, { isInitiated: false });
  socket.tcp.write(toFrame({ opcode: 1, payload: 'x'.repeat(20_000) }).subarray(0, 20));
  expect(await socket.closed).toBe(1009);
  await using pieces = await openFrameSocket(gateway.url, { isInitiated: false });
  const piece = { payload: 'x'.repeat(6_000), isFinal: false };
  for (const opcode of [1, 0, 0]) pieces.tcp.write(toFrame({ ...piece, opcode }));
  expect(await pieces.closed).toBe(1009);
});

test('a frame that arrives byte by byte closes its socket before it is whole', async () => {
  await using gateway = await startTestGateway();
  await using socket = await openFrameSocket(gateway.url);
  socket.tcp.setNoDelay(true);
  const frame = toFrame({ opcode: 1, payload: 'x'.repeat(5_000) });
  for (const byte of frame.subarray(0, 2_000)) {
    if (socket.tcp.destroyed) break;
    socket.tcp.write(new Uint8Array([byte]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await socket.closed).toBe(1008);
});
