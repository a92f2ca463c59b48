import { expect, test } from 'vitest';
import { toTextFrame } from '../../../src/http/sockets/text-frame.ts';
import { openHeldSocket } from '../../support/held-socket.ts';

/** What `ws` sends for a text, head and payload. */
async function frameOfWs(text: string): Promise<string> {
  const { socket, release, read } = openHeldSocket();
  await release();
  const before = read().length;
  socket.send(text);
  await release();
  return read().slice(before);
}

const lengths = [0, 1, 125, 126, 127, 65_535, 65_536, 100_000];

test.for(lengths)('the frame of a text of %i bytes is the one that ws sends', async (length) => {
  const text = 'x'.repeat(length);
  expect(String(toTextFrame(text))).toBe(await frameOfWs(text));
});

test('a text counts in bytes of UTF-8', async () => {
  const text = '{"name":"Zoë 🏦"}'.repeat(5);
  expect(String(toTextFrame(text))).toBe(await frameOfWs(text));
  expect(toTextFrame(text)).toHaveLength(2 + Buffer.byteLength(text));
});

test('equal texts share a frame, and others do not', () => {
  const frame = toTextFrame('text one');
  expect(toTextFrame(['text', 'one'].join(' '))).toBe(frame);
  expect(String(toTextFrame('text two').subarray(2))).toBe('text two');
  expect(toTextFrame('text one')).not.toBe(frame);
  expect(toTextFrame('text one')).toEqual(frame);
});
