import { expect, test } from 'vitest';
import { demo } from '../../src/sandbox/seed.ts';
import { toGlobalId } from '../../src/schema/global-id.ts';
import { startTestGateway } from '../support/gateway.ts';
import { openSubscription } from '../support/subscription.ts';

const { userGuid, bank } = demo.household;
const memberId = toGlobalId('Member', userGuid, bank.memberGuid);

test("each event of a subscription is resolved with MX's data of that moment", async () => {
  await using gateway = await startTestGateway();
  const { control } = gateway.sandbox;
  control.override(bank.memberGuid, { name: 'Before' });
  await using stream = openSubscription({
    url: gateway.url,
    document: `subscription { memberStatus(memberId: "${memberId}") {
      connectionStatus member { name rewards { guid } }
    } }`,
  });
  const first = await stream.next();
  expect(first.data?.['memberStatus']).toMatchObject({ member: { name: 'Before' } });

  control.override(bank.memberGuid, { name: 'After' });
  control.setStatus(bank.memberGuid, 'DEGRADED');
  const second = await stream.next();
  expect(second.data?.['memberStatus']).toMatchObject({
    connectionStatus: 'DEGRADED',
    member: { name: 'After' },
  });
});

test("a mutation is answered with MX's data from after it", async () => {
  await using gateway = await startTestGateway();
  const rename = (metadata: string) => `updateUser(
    input: { userId: "${toGlobalId('User', userGuid)}", metadata: "${metadata}" }
  ) { ... on UserPayload { user { accounts(first: 1) { nodes { user { metadata } } } } } }`;
  const { data } = await gateway.query(`mutation { a: ${rename('one')} b: ${rename('two')} }`);
  const metadataOf = (alias: string) => data?.[alias].user.accounts.nodes[0].user.metadata;
  expect([metadataOf('a'), metadataOf('b')]).toEqual(['one', 'two']);
});
