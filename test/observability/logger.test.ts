import { expect, test } from 'vitest';
import { openLog } from './open-log.ts';

test('a line has at most 16 KiB, and is JSON', () => {
  const { logger, lines, read } = openLog();
  const long = 'ä'.repeat(20_000);
  logger.info(
    { event: 'a', long, deep: { list: Array.from({ length: 5_000 }, () => long) } },
    long,
  );
  logger.info({ event: 'b', long, list: Array.from({ length: 5_000 }, () => 'x') });
  for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(16 * 1024);
  expect(read()).toEqual([
    { level: 'info', time: expect.any(String), event: 'a', cutBytes: expect.any(Number) },
    expect.objectContaining({ event: 'b', long: `${'ä'.repeat(1_000)}…` }),
  ]);
  expect(read()[1]?.['list']).toHaveLength(50);
});
