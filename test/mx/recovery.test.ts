import { expect, test } from 'vitest';
import { createBreaker } from '../../src/mx/breaker.ts';
import { createRecovery } from '../../src/mx/recovery.ts';

/** A breaker that has just opened, and the recovery that looks after it on a schedule of the test's. */
function setUp(probe: () => Promise<unknown>) {
  const breaker = createBreaker();
  for (let attempt = 0; attempt < 10; attempt += 1) {
    breaker.record({ endpoint: 'readUser', outcome: 'bad', isProbe: false }, 0);
  }
  const planned: { readonly run: () => void; readonly ms: number }[] = [];
  const recovery = createRecovery({
    breaker,
    probe,
    now: () => 400,
    schedule: (run, ms) => {
      planned.push({ run, ms });
      return () => planned.pop();
    },
  });
  return {
    breaker,
    recovery,
    planned,
    close: () => breaker.record({ endpoint: 'readUser', outcome: 'good', isProbe: true }, 400),
    /** Runs what is planned, and all that follows from it at once. */
    pass: async () => {
      planned.shift()?.run();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

test('probes a little after callers could have, until the breaker is closed', async () => {
  let probes = 0;
  const t = setUp(async () => {
    probes += 1;
    if (probes < 3) throw new Error('still down');
    t.close();
  });
  t.recovery.wake();
  t.recovery.wake();
  expect(t.planned.map(({ ms }) => ms)).toEqual([850]);
  for (const soFar of [1, 2, 3]) {
    await t.pass();
    expect(probes).toBe(soFar);
  }
  expect(t.planned).toEqual([]);
});

test('does not probe when callers have closed the breaker', async () => {
  let probes = 0;
  const t = setUp(async () => {
    probes += 1;
  });
  t.recovery.wake();
  t.close();
  await t.pass();
  expect(probes).toBe(0);
  expect(t.planned).toEqual([]);
});

test('plans nothing more once stopped', async () => {
  const t = setUp(async () => {});
  t.recovery.wake();
  t.recovery.stop();
  expect(t.planned).toEqual([]);
  t.recovery.wake();
  expect(t.planned).toEqual([]);
});
