import { expect, test } from 'vitest';
import { openLog } from './open-log.ts';

test('sensitive keys are redacted at any depth and in any case', () => {
  const { logger, lines } = openLog();
  logger.info({
    Authorization: 's3cret',
    input: { list: [{ credentials: ['s3cret'], deep: { Value: 's3cret', apiKey: 's3cret' } }] },
    error: Object.assign(new Error('s3cret'), { body: 's3cret' }),
  });
  expect(lines.join('')).not.toContain('s3cret');
  expect(lines.join('')).toContain('[redacted]');
});
