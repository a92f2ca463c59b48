import { CANARY, createMember, valid } from '../../support/canary.ts';
import type { TestGateway } from '../../support/gateway.ts';
import { household, nobody } from '../../support/household.ts';
import { openRawSocket } from '../../support/raw-socket.ts';
import { openSubscription } from '../../support/subscription.ts';
import { watchStatus } from '../../support/watching.ts';
import { postWebhook } from '../../support/webhooks.ts';

export const wallet = `query Wallet($id: ID!) {
  node(id: $id) {
    ... on User {
      members { nodes { name status { connectionStatus } rewards { guid } institution { name } } }
      accounts { nodes { name } }
    }
  }
}`;

const refresh = `subscription ($id: ID!) { rewardsRefresh(memberId: $id) { __typename } }`;

/** Everything that a gateway measures happens once or more: queries, errors, streams, jobs, refusals. */
export async function runLoad(gateway: TestGateway, rounds = 3): Promise<void> {
  const id = household.bankId;
  for (let round = 0; round < rounds; round += 1) {
    await gateway.query(wallet, { id: household.userId });
    await gateway.query('query Odd { nothing }');
    await gateway.query('{ member(id: "x") { id } }');
    await gateway.query('query Nobody($id: ID!) { node(id: $id) { id } }', { id: nobody.memberId });
  }
  await gateway.query(createMember, { input: valid });
  await gateway.post('{"query":', { authorization: `Bearer ${CANARY}` });
  await gateway.post({ query: `{ ${'a: __typename '.repeat(2)}${'b'.repeat(70)}: __typename }` });
  await gateway.post({ query: `{ ${'x { '.repeat(40)} y ${'} '.repeat(40)} }` });
  await fetch(gateway.url, { method: 'PUT' });
  await postWebhook(gateway, { type: 'REWARD', user_guid: household.userGuid });
  await using socket = await openRawSocket(gateway.url);
  socket.subscribe('1', '{ __typename }');
  await socket.next('1');
  await using watching = openSubscription({
    url: gateway.url,
    document: watchStatus,
    variables: { id },
  });
  await watching.next();
  await using refreshing = openSubscription({
    url: gateway.url,
    document: refresh,
    variables: { id },
  });
  await refreshing.rest();
  await watching.next();
}
