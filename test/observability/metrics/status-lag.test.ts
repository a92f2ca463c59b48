import { expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { household } from '../../support/household.ts';
import { openSubscription } from '../../support/subscription.ts';
import { keepBusy, watchStatus } from '../../support/watching.ts';
import { metricsUrlOf, scrape } from './scrape.ts';

const refresh = `subscription ($id: ID!) { rewardsRefresh(memberId: $id) { __typename } }`;
const watchAll = `subscription ($id: ID!) { memberStatuses(userId: $id) { revision } }`;

const open = ({ url }: TestGateway, document: string, id: string = household.bankId) =>
  openSubscription({ url, document, variables: { id } });

async function lagsOf(gateway: TestGateway): Promise<number> {
  const { sum } = await scrape(metricsUrlOf(gateway));
  return sum('mx_gateway_status_lag_seconds_count');
}

test('a watcher that comes after a status was read is not late', async () => {
  await using gateway = await startTestGateway({ config: { statusPollMs: 60_000 } });
  keepBusy(gateway);
  await using refreshing = open(gateway, refresh);
  await refreshing.next();
  await using watching = open(gateway, watchStatus);
  await watching.next();
  expect(await lagsOf(gateway)).toBe(0);
});

test.for([
  ['a member', watchStatus, household.bankId],
  ['all members of a user', watchAll, household.userId],
] as const)('the watchers of %s that wait for a status are timed', async ([, document, id]) => {
  await using gateway = await startTestGateway();
  await using watching = open(gateway, document, id);
  await watching.next();
  const before = await lagsOf(gateway);
  gateway.sandbox.control.setStatus(household.bank.memberGuid, 'DENIED');
  await watching.next();
  await expect.poll(() => lagsOf(gateway)).toBe(before + 1);
});
