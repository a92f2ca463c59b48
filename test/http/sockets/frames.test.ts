import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameReader, type Frame } from '../../../src/http/sockets/frames.ts';
import { toFrame } from '../../support/frames.ts';

function readerOf(onFrame: (frame: Frame) => boolean) {
  const reader = new FrameReader({ onFrame });
  return (chunk: Uint8Array) => reader.read(chunk);
}

const arbitraryFrame = fc.record({
  opcode: fc.constantFrom(0, 1, 2, 8, 9, 10),
  isFinal: fc.boolean(),
  bytes: fc.oneof(fc.nat(200), fc.constantFrom(125, 126, 127, 65_535, 65_536, 70_000)),
});

test('each frame is reported once, with its length, however its bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.array(arbitraryFrame, { maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 50 }),
      (frames, cuts) => {
        const sent = Buffer.concat(
          frames.map(({ bytes, ...frame }) =>
            toFrame({ ...frame, payload: new Uint8Array(bytes) }),
          ),
        );
        const told: Frame[] = [];
        const read = readerOf((frame) => told.push(frame) > 0);
        let at = 0;
        for (let turn = 0; at < sent.length; turn += 1) {
          // Short pieces first, since they are what cuts a header.
          const step = turn < 200 ? (cuts[turn % cuts.length] ?? 1) : sent.length;
          read(sent.subarray(at, at + step));
          at += step;
        }
        expect(told).toEqual(frames);
      },
    ),
  );
});

test('a frame is reported with its header, before its payload', () => {
  const told: Frame[] = [];
  const read = readerOf((frame) => told.push(frame) > 0);
  read(toFrame({ opcode: 1, payload: 'x'.repeat(300) }).subarray(0, 8));
  expect(told).toEqual([{ opcode: 1, isFinal: true, bytes: 300 }]);
});

test('frames are not reported to a listener that has stopped', () => {
  let told = 0;
  const read = readerOf(() => {
    told += 1;
    return told < 3;
  });
  const flood = Buffer.concat(Array.from({ length: 100 }, () => toFrame({ opcode: 9 })));
  read(flood);
  read(flood);
  expect(told).toBe(3);
});
