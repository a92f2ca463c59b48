import { expect, test } from 'vitest';
import { demo } from '../../../src/sandbox/seed.ts';
import { startTestSandbox } from '../mx-http.ts';

test('every reward is listed whatever the requested page', async () => {
  await using t = await startTestSandbox();
  const user = await t.createUser();
  const member = t.sandbox.control.addMember(user, { hasData: false });
  for (let count = 0; count < 40; count += 1) t.sandbox.control.addReward(member);
  const { body } = await t.call(
    `GET /users/${user}/members/${member}/rewards?page=2&records_per_page=10`,
  );
  expect(body.rewards).toHaveLength(40);
  expect(body.pagination).toMatchObject({ current_page: 1, total_entries: 40, total_pages: 1 });
});

test('a reward is read, and an unknown one answers 404', async () => {
  await using t = await startTestSandbox({ seed: 'demo' });
  const { userGuid, cards } = demo.household;
  const path = `/users/${userGuid}/members/${cards.memberGuid}/rewards`;
  const { reward } = (await t.call(`GET ${path}/${cards.rewards.points}`)).body;
  expect(reward).toMatchObject({ balance: 12_875.5, account_guid: cards.accounts.points });
  expect((await t.call(`GET ${path}/RWD-unknown`)).status).toBe(404);
});

test('a card product is read, and an unknown one answers 404', async () => {
  await using t = await startTestSandbox();
  for (const guid of Object.values(demo.cardProducts)) {
    const { body } = await t.call(`GET /credit_card_products/${guid}`);
    expect(Object.keys(body.credit_card_product)).toHaveLength(14);
    expect(body.credit_card_product.guid).toBe(guid);
  }
  expect((await t.call('GET /credit_card_products/CCA-unknown')).status).toBe(404);
});
