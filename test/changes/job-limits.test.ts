import { expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { type Answer, startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { openSubscription } from '../support/subscription.ts';
import { startTenantGateway } from '../support/tenant-gateway.ts';
import { createTenant, memberIdOf, partnerToken } from '../support/tenants.ts';

const ada = createTenant('ada', 0);

const mutations: readonly (readonly [string, string])[] = [
  ['fetchRewards', 'fetchRewards(input: { memberId: $id }) { __typename }'],
  ['aggregateMember', 'aggregateMember(input: { memberId: $id }) { __typename }'],
  ['updateMember', 'updateMember(input: { memberId: $id, metadata: "x" }) { __typename }'],
  ['deleteMember', 'deleteMember(input: { memberId: $id }) { __typename }'],
];

test.for(mutations)('%s in a loop reaches MX only within the budget of jobs', async (row) => {
  const [, field] = row;
  await using gateway = await startTestGateway({ config: { statusPollMs: 3_000 } });
  const startedAt = performance.now();
  const document = `mutation ($id: ID!) { ${field} }`;
  let last: Answer = {};
  for (let tries = 0; tries < 60; tries += 1) {
    last = await gateway.query(document, { id: household.bankId });
  }
  const allowed = limits.jobsPerMember + 1 + (performance.now() - startedAt) / 10_000;
  const writes = gateway.sandbox.calls.filter((call) => !call.startsWith('GET'));
  expect(writes.length).toBeLessThanOrEqual(allowed);
  expect(last.errors).toMatchObject([
    {
      extensions: {
        code: 'RATE_LIMITED',
        limit: 'jobsPerMember',
        retryable: true,
        retryAfterMs: expect.any(Number),
      },
    },
  ]);
  expect(gateway.logs.join('')).toContain('"limit":"jobsPerMember"');
});

test('thirty aliases count as thirty jobs', async () => {
  await using gateway = await startTestGateway();
  const fields = Array.from(
    { length: 30 },
    (_, at) => `a${at}: fetchRewards(input: { memberId: $id }) { __typename }`,
  );
  await gateway.query(`mutation ($id: ID!) { ${fields.join(' ')} }`, { id: household.bankId });
  const posts = gateway.sandbox.calls.filter((call) => call.endsWith('/fetch_rewards'));
  expect(posts.length).toBeLessThanOrEqual(limits.jobsPerMember + 1);
});

test('refreshes of clients that come and go count as jobs', async () => {
  await using gateway = await startTestGateway({ config: { statusPollMs: 3_000 } });
  const document = `subscription ($id: ID!) { rewardsRefresh(memberId: $id) { __typename } }`;
  const startedAt = performance.now();
  let limit: unknown;
  for (let tries = 0; tries < 200 && limit === undefined; tries += 1) {
    await using stream = openSubscription({
      url: gateway.url,
      document,
      variables: { id: household.bankId },
    });
    limit = (await stream.next()).errors?.[0]?.extensions['limit'];
  }
  expect(limit).toBe('jobsPerMember');
  const posts = gateway.sandbox.calls.filter((call) => call.endsWith('/fetch_rewards'));
  const allowed = limits.jobsPerMember + 1 + (performance.now() - startedAt) / 10_000;
  expect(posts.length).toBeLessThanOrEqual(allowed);
});

test('an end user who has used up their jobs leaves a service its own', async () => {
  await using t = await startTenantGateway([ada]);
  const client = t.as(ada);
  const query = `mutation ($input: CreateMemberInput!) { createMember(input: $input) { __typename } }`;
  const input = { institutionCode: 'shared_bank', isOAuth: true };
  let limit: unknown;
  for (let tries = 0; tries < 1_000 && limit === undefined; tries += 1) {
    const { answers } = await client.ask('http', { query, variables: { input } });
    limit = answers[0]?.errors?.[0]?.extensions?.['limit'];
  }
  expect(limit).toBe('jobsPerUser');
  const update = {
    query: `mutation ($id: ID!) { updateMember(input: { memberId: $id, metadata: "x" }) {
      __typename } }`,
    variables: { id: memberIdOf(ada) },
  };
  const byService = await t.as(partnerToken()).ask('http', update);
  expect(byService.answers[0]?.errors).toBeUndefined();
});
