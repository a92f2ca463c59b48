import { expect, test } from 'vitest';
import { createLineWriter } from '../../src/observability/line-writer.ts';
import type { WriteBytes } from '../../src/observability/stdio.ts';

type Written = Parameters<WriteBytes>[1];

/** What was handed over to be written, and the means to say how that went. */
function openOutput(options: { maxBytes?: number; retryMs?: number; gatherMs?: number } = {}) {
  const chunks: string[] = [];
  const troubles: unknown[] = [];
  let done: Written | undefined;
  const writer = createLineWriter({
    write: (bytes, callback) => {
      chunks.push(String(bytes));
      done = callback;
    },
    describeGap: (lines) => `(${lines})\n`,
    onTrouble: ({ code }) => troubles.push(code),
    ...options,
  });
  return {
    chunks,
    troubles,
    writer,
    finish: (written = Buffer.byteLength(chunks.at(-1) ?? '')) => done?.(null, written),
    fail: (code: string, written = 0) => done?.(Object.assign(new Error(code), { code }), written),
  };
}

test('lines are written in order, those that waited as one', () => {
  const { chunks, writer, finish } = openOutput();
  for (const line of ['a\n', 'b\n', 'ü\n']) writer.write(line);
  expect(chunks).toEqual(['a\n']);
  finish();
  finish();
  writer.write('d\n');
  expect(chunks).toEqual(['a\n', 'b\nü\n', 'd\n']);
});

test('a line that was written in part is continued where it ended, also in the middle of a letter', () => {
  const { chunks, writer, finish } = openOutput();
  writer.write('ab\n');
  finish(1);
  expect(chunks).toEqual(['ab\n', 'b\n']);
});

test('lines beyond the bound are dropped, and one line reports their number', () => {
  const { chunks, writer, finish } = openOutput({ maxBytes: 10 });
  for (let index = 0; index < 9; index += 1) writer.write(`${index}.\n`);
  finish(); // "0.": nine bytes wait, and more than half of the room is taken
  writer.write('x.\n');
  finish(); // "1. 2. 3."
  writer.write('y.\n');
  finish();
  finish();
  expect(chunks).toEqual(['0.\n', '1.\n2.\n3.\n', '(6)\n', 'y.\n']);
});

test('waiting lines are bounded, however much is written', () => {
  const { writer, chunks, finish } = openOutput({ maxBytes: 1_000 });
  for (let index = 0; index < 100_000; index += 1) writer.write('0123456789\n');
  finish();
  for (let index = 0; index < 10; index += 1) finish();
  expect(chunks.join('').length).toBeLessThan(1_100);
});

test('a disk that was full for a while loses no line that had room', async () => {
  const { chunks, troubles, writer, finish, fail } = openOutput({ retryMs: 1 });
  writer.write('a\n');
  writer.write('b\n');
  fail('ENOSPC');
  await expect.poll(() => chunks).toHaveLength(2);
  fail('ENOSPC', 1);
  await expect.poll(() => chunks).toHaveLength(3);
  finish();
  finish();
  expect(chunks).toEqual(['a\n', 'a\n', '\n', 'b\n']);
  expect(troubles).toEqual(['ENOSPC']);
});

test.for(['EPIPE', 'EBADF', 'ERR_STREAM_DESTROYED'])(
  'after %s no line is kept for a reader that cannot come back',
  async (code) => {
    const { chunks, troubles, writer, fail } = openOutput();
    writer.write('a\n');
    writer.write('b\n');
    fail(code);
    writer.write('c\n');
    await writer.flush(60_000);
    expect(chunks).toEqual(['a\n']);
    expect(troubles).toEqual([code]);
  },
);

test('an output that throws counts as failed', async () => {
  const troubles: unknown[] = [];
  const writer = createLineWriter({
    write: () => {
      throw Object.assign(new Error('no'), { code: 'EBADF' });
    },
    describeGap: String,
    onTrouble: ({ code }) => troubles.push(code),
  });
  writer.write('a\n');
  await writer.flush(60_000);
  expect(troubles).toEqual(['EBADF']);
});

test('a flush waits for the last line', async () => {
  const { writer, finish } = openOutput();
  await writer.flush(60_000);
  writer.write('a\n');
  writer.write('b\n');
  const flushed = writer.flush(60_000);
  finish();
  const nothing = Promise.resolve('nothing yet');
  await expect(Promise.race([flushed, nothing])).resolves.toBe('nothing yet');
  finish();
  await flushed;
});

test('a flush gives up on a stalled reader, and on a full disk', async () => {
  const stalled = openOutput();
  stalled.writer.write('a\n');
  await stalled.writer.flush(1);
  const full = openOutput({ retryMs: 60_000 });
  full.writer.write('a\n');
  full.fail('ENOSPC');
  const flushed = full.writer.flush(60_000);
  expect(full.chunks).toEqual(['a\n', 'a\n']); // a last try
  full.fail('ENOSPC');
  await flushed;
});

test('lines that are gathered become one write, soon or with a flush', async () => {
  const { chunks, writer, finish } = openOutput({ gatherMs: 1 });
  writer.write('a\n');
  writer.write('b\n');
  expect(chunks).toEqual([]);
  await expect.poll(() => chunks).toEqual(['a\nb\n']);
  finish();
  writer.write('c\n');
  const flushed = writer.flush(60_000);
  expect(chunks).toEqual(['a\nb\n', 'c\n']);
  finish();
  await flushed;
});
