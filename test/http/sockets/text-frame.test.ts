import { expect, test } from 'vitest';
import { toNextFrame, toTextFrame } from '../../../src/http/sockets/text-frame.ts';
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

test.for([...lengths.slice(0, -3), 65_480, 65_536, 100_000])(
  'the frame of a result of %i bytes is the one that ws sends',
  async (length) => {
    const payload = JSON.stringify({ data: 'x'.repeat(length) });
    for (const id of ['1', 'é"🏦', '1']) {
      const text = `{"id":${JSON.stringify(id)},"type":"next","payload":${payload}}`;
      expect(String(toNextFrame(id, payload))).toBe(await frameOfWs(text));
    }
  },
);

test('equal ids with one payload share a frame, and others do not', () => {
  const frame = toNextFrame('1', '{"data":1}');
  expect(toNextFrame('1', '{"data":1}')).toBe(frame);
  const other = toNextFrame('2', '{"data":1}');
  expect(other).not.toBe(frame);
  expect(String(other.subarray(2))).toBe('{"id":"2","type":"next","payload":{"data":1}}');
  expect(String(toNextFrame('2', '{"data":2}').subarray(2))).toBe(
    '{"id":"2","type":"next","payload":{"data":2}}',
  );
  expect(toNextFrame('1', '{"data":1}')).toEqual(frame);
});
