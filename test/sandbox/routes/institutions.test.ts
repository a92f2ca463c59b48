import { expect, test } from 'vitest';
import { login, password, startTestSandbox, v1, v2025 } from '../mx-http.ts';

interface Named {
  readonly name: string;
  readonly code: string;
  readonly supported_products: readonly string[];
}

test('MX Bank has the name, code and credential guids of the real one', async () => {
  await using t = await startTestSandbox();
  const found = await t.call('GET /institutions?name=mx%20bank', undefined, v1);
  expect(found.body.institutions[0]).toMatchObject({ code: 'mxbank', name: 'MX Bank' });
  const { body } = await t.call('GET /institutions/mxbank/credentials', undefined, v1);
  expect(body.credentials).toMatchObject([
    { guid: login, field_name: 'LOGIN', type: 'LOGIN', label: 'Username', display_order: 1 },
    { guid: password, field_name: 'PASSWORD', type: 'PASSWORD', label: 'Password' },
  ]);
  const byGuid = 'INS-1572a04c-912b-59bf-5841-332c7dfafaef';
  expect((await t.call(`GET /institutions/${byGuid}/credentials`)).body).toEqual(body);
});

test('institutions are paged by 25, or up to 1000', async () => {
  await using t = await startTestSandbox();
  const first = (await t.call('GET /institutions')).body;
  expect(first.institutions).toHaveLength(25);
  const { total_entries, total_pages } = first.pagination;
  expect(total_pages).toBe(3);
  const all = (await t.call('GET /institutions?records_per_page=100')).body.institutions;
  expect(all).toHaveLength(total_entries);
  expect(new Set(all.map(({ code }: Named) => code)).size).toBe(total_entries);
  const over = (await t.call('GET /institutions?records_per_page=1001')).body;
  expect(over.institutions).toHaveLength(25);
});

test('institutions are filtered by products under v20250224', async () => {
  await using t = await startTestSandbox();
  const read = async (query: string): Promise<readonly Named[]> =>
    (await t.call(`GET /institutions?records_per_page=100&${query}`, undefined, v2025)).body
      .institutions;
  const all = await read('');
  const rewarding = await read('supported_products=rewards');
  expect(rewarding.length).toBeGreaterThan(10);
  expect(rewarding.length).toBeLessThan(all.length);
  expect(rewarding.every((one) => one.supported_products.includes('rewards'))).toBe(true);
  const history = await read('supported_products[]=rewards&supported_products[]=history');
  expect(history.every((one) => one.supported_products.includes('transaction_history'))).toBe(true);
  expect(history.length).toBeLessThan(rewarding.length);
  expect(await read('iso_country_code=CA')).not.toHaveLength(0);
});

test('institutions are filtered by booleans under v20111101, where products have no effect', async () => {
  await using t = await startTestSandbox();
  const path = 'GET /institutions?records_per_page=100&supports_transaction_history=true';
  const found = (await t.call(path, undefined, v1)).body.institutions;
  expect(found.length).toBeGreaterThan(0);
  for (const one of found) expect(one.supports_transaction_history).toBe(true);
  expect(found[0]).not.toHaveProperty('supported_products');
  expect(found[0]).not.toHaveProperty('guid');
});

test('an institution is read, favorites are a few, and an unknown one answers 404', async () => {
  await using t = await startTestSandbox();
  expect((await t.call('GET /institutions/mxcu_oauth')).body.institution.supports_oauth).toBe(true);
  const { institutions } = (await t.call('GET /institutions/favorites')).body;
  expect(institutions[0].code).toBe('mxbank');
  expect(institutions.length).toBeLessThan(10);
  expect((await t.call('GET /institutions/nowhere')).status).toBe(404);
  expect((await t.call('GET /institutions/nowhere/credentials')).status).toBe(404);
});
