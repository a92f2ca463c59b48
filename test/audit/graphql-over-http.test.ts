import { serverAudits } from 'graphql-http';
import { expect, test } from 'vitest';
import { startTestGateway } from '../support/gateway.ts';

test('the open profile passes every audit of GraphQL over HTTP', async () => {
  await using gateway = await startTestGateway();
  const audits = serverAudits({ url: gateway.url, fetchFn: fetch });
  const results = await Promise.all(
    audits.map(async ({ name, fn }) => {
      const { status, ...result } = await fn();
      return { name, status, reason: 'reason' in result ? result.reason : '' };
    }),
  );
  expect(results.filter(({ status }) => status !== 'ok')).toEqual([]);
  expect(results).toHaveLength(61);
});
