import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startWireClient, USER } from '../../support/wire-client.ts';
import { answer } from '../../support/wire-server.ts';

const real = answer(JSON.stringify({ user: { guid: USER, email: 'own@example.com' } }));
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const HINTS = 'HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\n\r\n';
const PROCESSING = 'HTTP/1.1 102 Processing\r\n\r\n';

test.for<[string, string]>([
  ['100', CONTINUE],
  ['100 without a reason', 'HTTP/1.1 100\r\n\r\n'],
  ['100 of HTTP/1.0', 'HTTP/1.0 100 Continue\r\n\r\n'],
  ['102', PROCESSING],
  ['103 with headers', HINTS],
  ['an unknown 1xx', 'HTTP/1.1 199 Whatever\r\nx: y\r\n\r\n'],
  ['bare line ends', 'HTTP/1.1 100 Continue\n\n'],
  ['one after the other', CONTINUE + HINTS + PROCESSING + CONTINUE],
  ['fifty', CONTINUE.repeat(50)],
])('a response after %s is read, of reads and writes, on one connection', async ([, interim]) => {
  await using t = await startWireClient((socket) => socket.write(interim + real));
  for (let turn = 0; turn < 3; turn += 1) expect(await t.read()).toBe('own@example.com');
  expect(await t.write()).toBe('own@example.com');
  expect(t.server.requests).toHaveLength(4);
});

test('a response behind interim ones is read however its bytes are cut', async () => {
  const whole = CONTINUE + HINTS + CONTINUE + real;
  let cuts: readonly number[] = [];
  await using t = await startWireClient((socket) => {
    const ends = [...cuts, whole.length];
    let from = 0;
    const write = () => {
      const to = ends.shift();
      if (to === undefined || socket.destroyed) return;
      socket.write(whole.slice(from, to), () => setImmediate(write));
      from = to;
    };
    socket.setNoDelay(true);
    write();
  });
  const cut = fc.nat({ max: whole.length });
  await fc.assert(
    fc.asyncProperty(fc.array(cut, { maxLength: 8 }), async (given) => {
      cuts = given.toSorted((a, b) => a - b);
      expect(await t.read()).toBe('own@example.com');
    }),
    { numRuns: 60 },
  );
});

test.for<[string, string]>([
  ['too many', CONTINUE.repeat(51)],
  ['two thousand', HINTS.repeat(2_000)],
  ['one without an end', `HTTP/1.1 103 Early Hints\r\nx: ${'x'.repeat(100_000)}`],
  ['too much of them', `HTTP/1.1 103 Early Hints\r\nx: ${'x'.repeat(3_000)}\r\n\r\n`.repeat(30)],
  ['a switch to another protocol', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n'],
])('%s is not taken for HTTP', async ([, interim]) => {
  await using t = await startWireClient((socket, _request, index) => {
    socket.write(index < 3 ? interim + real : real);
  });
  expect(await t.read()).toBeOneOf(['BAD_RESPONSE', 'UNAVAILABLE']);
  expect(t.server.requests).toHaveLength(3);
  expect(await t.read()).toBe('own@example.com');
});

test('an interim response without a final one, and a connection closed after it, is a lost connection', async () => {
  await using t = await startWireClient((socket, _request, index) => {
    if (index === 0) socket.end(CONTINUE);
    else socket.write(CONTINUE + real);
  });
  expect(await t.read()).toBe('own@example.com');
  expect(t.server.requests).toHaveLength(2);
});

test('a call waits for the final response within its deadline', async () => {
  await using t = await startWireClient((socket) => {
    socket.write(CONTINUE);
    setTimeout(() => socket.write(HINTS), 20);
    setTimeout(() => socket.write(real), 60);
  });
  expect(await t.read()).toBe('own@example.com');
});

test('a text like an interim response within a body is not treated as one', async () => {
  const text = `x${CONTINUE}y`;
  const body = JSON.stringify({ user: { guid: USER, email: text } });
  await using t = await startWireClient((socket) => {
    const whole = answer(body);
    socket.write(whole.slice(0, -body.length));
    setTimeout(() => socket.write(body), 10);
  });
  expect(await t.read()).toBe(text);
});
