import { expect, test } from 'vitest';
import { startTestSandbox, v2025 } from './mx-http.ts';
import type { TestSandbox } from './mx-http.ts';

interface Transaction {
  readonly guid: string;
  readonly account_guid: string;
  readonly date: string;
  readonly status: string;
  readonly amount: number;
}

const whole = 'records_per_page=1000';

function seconds(day: string): string {
  return String(Date.parse(day) / 1000);
}

async function addMember(t: TestSandbox): Promise<readonly [user: string, member: string]> {
  const user = await t.createUser();
  return [user, t.sandbox.control.addMember(user)];
}

async function list(
  t: TestSandbox,
  path: string,
  headers?: Record<string, string>,
): Promise<readonly Transaction[]> {
  return (await t.call(`GET ${path}`, undefined, headers)).body.transactions;
}

test('a connected member has about 120 transactions of 90 days, newest first, some pending', async () => {
  await using t = await startTestSandbox();
  const [user] = await addMember(t);
  const all = await list(t, `/users/${user}/transactions?${whole}`);
  expect(all.length).toBeGreaterThan(80);
  expect(all.length).toBeLessThan(160);
  const dates = all.map(({ date }) => date);
  expect(dates).toEqual(dates.toSorted().toReversed());
  expect(dates.at(-1)?.localeCompare('2026-08-24')).toBeGreaterThanOrEqual(0);
  expect(new Set(all.map(({ status }) => status))).toEqual(new Set(['PENDING', 'POSTED']));
  expect(all.every(({ amount }) => amount > 0)).toBe(true);
  expect(new Set(all.map(({ guid }) => guid)).size).toBe(all.length);
});

test('transactions are listed by member and by account, and one is read', async () => {
  await using t = await startTestSandbox();
  const [user, member] = await addMember(t);
  t.sandbox.control.addMember(user);
  const all = await list(t, `/users/${user}/transactions?${whole}`);
  const own = await list(t, `/users/${user}/members/${member}/transactions?${whole}`);
  expect(own.length).toBeLessThan(all.length);
  const account = own[0]?.account_guid ?? '';
  const some = await list(t, `/users/${user}/accounts/${account}/transactions?${whole}`);
  expect(some).toEqual(own.filter(({ account_guid }) => account_guid === account));
  const { body } = await t.call(`GET /users/${user}/transactions/${some[0]?.guid ?? ''}`);
  expect(body.transaction).toEqual(some[0]);
  expect((await t.call(`GET /users/${user}/transactions/TRN-unknown`)).status).toBe(404);
  expect((await t.call(`GET /users/${user}/accounts/ACT-unknown/transactions`)).status).toBe(404);
});

test('transactions are filtered by days under v20111101 and by Unix time under v20250224', async () => {
  await using t = await startTestSandbox();
  const [user] = await addMember(t);
  const path = `/users/${user}/transactions?${whole}`;
  const byDay = await list(t, `${path}&from_date=2026-11-01&to_date=2026-11-10`);
  expect(byDay.length).toBeGreaterThan(0);
  expect(byDay.every(({ date }) => date >= '2026-11-01' && date <= '2026-11-10')).toBe(true);
  const byTime = await list(
    t,
    `${path}&from_date=${seconds('2026-11-01')}&to_date=${seconds('2026-11-10')}`,
    v2025,
  );
  expect(byTime.map(({ guid }) => guid)).toEqual(byDay.map(({ guid }) => guid));
  const wrong = [
    await t.call(`GET ${path}&from_date=1761955200`),
    await t.call(`GET ${path}&from_date=2026-11-01`, undefined, v2025),
  ];
  expect(wrong.map(({ status }) => status)).toEqual([400, 400]);
});

test('a pending transaction is posted under a new guid, and the others stay', async () => {
  await using t = await startTestSandbox();
  const [user, member] = await addMember(t);
  const path = `/users/${user}/members/${member}`;
  const before = await list(t, `${path}/transactions?${whole}`);
  t.advance(5 * 24 * 60 * 60 * 1000);
  await t.call(`POST ${path}/aggregate`);
  t.advance(t.jobMs);
  const after = new Set((await list(t, `${path}/transactions?${whole}`)).map(({ guid }) => guid));
  const kept = before.filter(({ date }) => date > '2026-09-01');
  expect(kept.filter(({ guid }) => after.has(guid))).toEqual(
    kept.filter(({ status }) => status === 'POSTED'),
  );
  expect(kept.some(({ status }) => status === 'PENDING')).toBe(true);
});

test('a longer history has 24 months, of which a list shows the last 120 days by default', async () => {
  await using t = await startTestSandbox();
  const [user, member] = await addMember(t);
  const path = `/users/${user}/members/${member}`;
  await t.call(`POST ${path}/extend_history`);
  t.advance(t.jobMs);
  const usual = await list(t, `${path}/transactions?${whole}`);
  const all = await list(t, `${path}/transactions?${whole}&from_date=2024-01-01`);
  expect(usual.at(-1)?.date.localeCompare('2026-07-25')).toBeGreaterThanOrEqual(0);
  expect(all.length).toBeGreaterThan(3 * usual.length);
});
