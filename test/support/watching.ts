import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { TestGateway } from './gateway.ts';
import { household } from './household.ts';

/** Watches the member `$id`. */
export const watchStatus = `subscription ($id: ID!) {
  memberStatus(memberId: $id) { connectionStatusRaw isBeingAggregated }
}`;

/** The number of status calls to MX. */
export function statusCalls({ sandbox }: TestGateway): number {
  return sandbox.calls.filter((call) => call.endsWith('/status')).length;
}

/** Gives the household's member a job that does not end, so that it is polled every 30 to 36 ms. */
export function keepBusy({ sandbox }: TestGateway, status = 'CONNECTED'): void {
  sandbox.control.setStatus(household.bank.memberGuid, status, { isBeingAggregated: true });
}

/** Expects that polling stops soon: MX gets no status call for five intervals. */
export async function expectSilence(gateway: TestGateway): Promise<void> {
  let heard = -1;
  for (let tries = 0; tries < 8 && heard !== 0; tries += 1) {
    const before = statusCalls(gateway);
    await delay(180);
    heard = statusCalls(gateway) - before;
  }
  expect(heard).toBe(0);
}
