import { expect, test } from 'vitest';
import { openSse } from '../support/subscription.ts';
import { startTenantGateway } from '../support/tenant-gateway.ts';
import { createTenant, memberIdOf, partnerToken } from '../support/tenants.ts';

const ada = createTenant('Ada', 1);
const document = 'subscription ($id: ID!) { memberStatus(memberId: $id) { connectionStatus } }';

test('an end user may have twenty streams over SSE, and a service any number', async () => {
  await using tenants = await startTenantGateway([ada]);
  await using opened = new AsyncDisposableStack();
  const open = async (token: string) => {
    const stream = await openSse({
      url: tenants.url,
      document,
      variables: { id: memberIdOf(ada) },
      headers: { authorization: `Bearer ${token}` },
    });
    return { stream: opened.use(stream), first: await stream.next() };
  };

  const streams = [];
  for (let count = 0; count < 20; count += 1) streams.push(await open(ada.token()));
  expect(streams.every(({ first }) => first?.data.includes('connectionStatus'))).toBe(true);
  const refused = await open(ada.token());
  expect(refused.stream.response.status).toBe(429);
  expect(refused.first?.data).toContain('"RATE_LIMITED"');
  expect((await open(partnerToken())).first?.data).toContain('connectionStatus');

  await streams[0]?.stream[Symbol.asyncDispose]();
  await expect
    .poll(async () => (await open(ada.token())).first?.data)
    .toContain('connectionStatus');
});
