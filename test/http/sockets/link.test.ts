import { expect, test, vi } from 'vitest';
import type { Leaving } from '../../../src/departure.ts';
import { Link } from '../../../src/http/sockets/link.ts';
import { createPings } from '../../../src/http/sockets/pings.ts';
import { createTraffic } from '../../../src/http/sockets/traffic.ts';
import { limits } from '../../../src/limits.ts';
import { createOperationRate } from '../../../src/operation/rules/operation-rate.ts';
import { toFrame } from '../../support/frames.ts';
import { openHeldSocket } from '../../support/held-socket.ts';
import { settle } from '../../support/manual-clock.ts';

const big = 'x'.repeat(limits.socketBacklogBytes);

/** A link whose client reads when the test says so. */
async function openLink() {
  const held = openHeldSocket();
  const { socket, stream } = held;
  const rate = createOperationRate({ now: () => 0, burst: 1_000 });
  const link = new Link({
    socket,
    stream,
    rate,
    pings: createPings(),
    traffic: createTraffic(),
    limited: () => {},
    owner: { onClosed() {} },
  });
  link.trust();
  await held.release();
  return { ...held, link };
}

test('messages beyond the backlog are made when there is room, in order', async () => {
  const { link, release, read } = await openLink();
  const made: string[] = [];
  const sent: string[] = [];
  const send = (text: string) =>
    link
      .send(() => {
        made.push(text.slice(0, 1));
        return text;
      })
      .then(() => sent.push(text.slice(0, 1)));
  for (const letter of 'abcd') void send(letter + big);
  await settle();
  expect(made).toEqual(['a']);
  expect(sent).toEqual([]);
  expect(link.waiting()).toBe(3);
  await release();
  expect(made.join('')).toBe('abcd');
  expect(sent.join('')).toBe('abcd');
  expect(read().match(/[abcd]x/g)).toEqual(['ax', 'bx', 'cx', 'dx']);
});

test('a message that is no longer wanted when there is room is not sent', async () => {
  const { link, release, read } = await openLink();
  void link.send(() => big);
  const second = link.send(() => undefined);
  await release();
  await second;
  expect(read()).not.toContain('undefined');
});

test('a link is clear until a byte waits for its client, and has room when that was read', async () => {
  const { link, release, read } = await openLink();
  expect(link.isClear()).toBe(true);
  link.write(Buffer.from('frame'));
  expect(link.isClear()).toBe(false);
  let rooms = 0;
  link.onRoom(() => (rooms += 1));
  await settle();
  expect(rooms).toBe(0);
  await release();
  expect(rooms).toBe(1);
  expect(link.isClear()).toBe(true);
  expect(read()).toContain('frame');
});

test('a ping that was read leaves room, too', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const { link, release, socket } = await openLink();
    vi.advanceTimersByTime(12_000);
    expect(link.isClear()).toBe(false);
    let rooms = 0;
    link.onRoom(() => (rooms += 1));
    await release();
    expect(rooms).toBe(1);
    socket.terminate();
  } finally {
    vi.useRealTimers();
  }
});

test('of unread pongs the last of each kind is sent', async () => {
  const { link, release, receive, read } = await openLink();
  void link.send(() => big);
  for (let at = 0; at < 100; at += 1) {
    receive(toFrame({ opcode: 9, payload: `frame-${at}-` }));
    link.answer(`message-${at}-`);
  }
  await settle();
  await release();
  expect(read().match(/(?:frame|message)-\d+-/g)).toEqual(['frame-99-', 'message-99-']);
});

const endings: readonly (readonly [
  string,
  Leaving,
  (held: Awaited<ReturnType<typeof openLink>>) => unknown,
])[] = [
  ['the client closes', 'client-closed', ({ receive }) => receive(toFrame({ opcode: 8 }))],
  ['the client half-closes', 'client-closed', ({ stream }) => stream.push(null)],
  ['the client resets', 'client-closed', ({ stream }) => stream.destroy(new Error('ECONNRESET'))],
  [
    'the client breaks a frame',
    'protocol-error',
    ({ receive }) => receive(new Uint8Array([0x83, 0x80, 0, 0, 0, 0])),
  ],
  ['we close', 'token-revoked', ({ link }) => link.close(4403, 'Forbidden', 'token-revoked')],
  ['we shut it', 'limit', ({ link }) => link.shut(4429, 'Too many messages', 'limit')],
  ['it does not answer a ping', 'client-silent', ({ link }) => link.silence()],
];

test.for(endings)(
  'once %s, no message waits for a client that does not read',
  async ([, why, end]) => {
    const held = await openLink();
    const { link } = held;
    void link.send(() => big);
    let made = 0;
    const waiting = link.send(() => String((made += 1)));
    link.onRoom(() => (made += 1));
    await settle();
    expect(link.gone.aborted).toBe(false);
    end(held);
    await waiting;
    expect(link.gone).toMatchObject({ aborted: true, reason: why });
    await link.send(() => String((made += 1)));
    expect(made).toBe(0);
  },
);

test.for(endings)(
  'once %s, the connection ends within a second, read or not',
  async ([, , end]) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    try {
      const held = await openLink();
      void held.link.send(() => big);
      end(held);
      await settle();
      vi.advanceTimersByTime(1_000);
      await settle();
      expect(held.stream.destroyed).toBe(true);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  },
);

test('a client that answers no ping is cut, and one that sends anything is not', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const dead = await openLink();
    const alive = await openLink();
    for (let turn = 0; turn < 3; turn += 1) {
      vi.advanceTimersByTime(12_000);
      await Promise.all([dead.release(), alive.release()]);
      alive.receive(toFrame({ opcode: 10 }));
      await settle();
      expect(dead.link.gone.aborted).toBe(turn > 0);
    }
    expect(dead.stream.destroyed).toBe(true);
    expect(alive.link.gone.aborted).toBe(false);
    alive.socket.terminate();
  } finally {
    vi.useRealTimers();
  }
});

test('a client that is slow to read what precedes a ping is not cut', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const { link, socket } = await openLink();
    void link.send(() => big);
    vi.advanceTimersByTime(48_000);
    await settle();
    expect(link.gone.aborted).toBe(false);
    socket.terminate();
  } finally {
    vi.useRealTimers();
  }
});

test('a client has gone once its close frame is whole, however its bytes are cut', async () => {
  const { link, receive } = await openLink();
  const close = toFrame({ opcode: 8, payload: Buffer.from([3, 232]) });
  for (const byte of close.subarray(0, -1)) receive(Buffer.from([byte]));
  await settle();
  expect(link.gone.aborted).toBe(false);
  receive(close.subarray(-1));
  await settle();
  expect(link.gone.aborted).toBe(true);
});
