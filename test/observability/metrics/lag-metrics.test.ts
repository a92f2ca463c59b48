import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createLagMetrics } from '../../../src/observability/metrics/lag-metrics.ts';
import { createRegistry } from '../../../src/observability/metrics/registry.ts';
import { parse } from './scrape.ts';

const key = { userGuid: 'USR-1', memberGuid: 'MBR-1' };
const status = { key, observedAt: '2026-11-27T12:00:00.000Z' };

function setUp() {
  let nowMs = 5_000;
  const registry = createRegistry();
  const { statusRead, eventStarted } = createLagMetrics(registry, () => nowMs);
  return {
    read: (news = status) => statusRead(news, nowMs),
    start: (event: unknown) => eventStarted(event) ?? null,
    pass: (ms: number) => void (nowMs += ms),
    lags: async () => {
      await turn();
      await turn();
      const { sum } = parse(await registry.text());
      const name = 'mx_gateway_status_lag_seconds';
      return [sum(`${name}_count`), sum(`${name}_sum`)];
    },
  };
}

test('the lag of a status ends when the last event with it has been sent', async () => {
  const { read, start, pass, lags } = setUp();
  read();
  const ofMember = start(status);
  pass(10);
  ofMember?.();
  await turn();
  const ofUser = start({ changed: [{ ...status, listed: {} }, {}] });
  pass(20);
  expect(await lags()).toEqual([0, 0]);
  ofUser?.();
  expect(await lags()).toEqual([1, 0.03]);
});

test('a watcher that comes later, or takes its events late, is not measured', async () => {
  const { read, start, lags } = setUp();
  read();
  await turn();
  await turn();
  await turn();
  expect(start(status)).toBeNull();
  expect(await lags()).toEqual([0, 0]);
});

test('an event without news of a reading is not measured', () => {
  const { read, start } = setUp();
  read();
  const other = { ...status, observedAt: '2026-11-27T12:00:01.000Z' };
  for (const event of [other, { changed: [] }, { changed: [null] }, {}, null, 'x']) {
    expect(start(event)).toBeNull();
  }
});
