import { expect, test } from 'vitest';
import { createCaller } from '../support/caller.ts';
import { startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { mintNow, tokenAuth } from '../support/tenants.ts';
import { linesOf, query } from './log-lines.ts';

test.for<[string, string | null, object]>([
  ['user', 'user', { mx_user_guid: household.userGuid }],
  ['service', 'partner', { mx_user_guid: undefined, scope: 'mx:partner' }],
  ['caller whose token is refused', null, { aud: 'x' }],
])('the line of an operation has the kind of a %s, over HTTP and SSE', async ([, kind, claims]) => {
  await using gateway = await startTestGateway({ config: { auth: tokenAuth } });
  const token = mintNow({ mx_user_guid: household.userGuid, ...claims }, 900);
  await using caller = createCaller({ url: gateway.url, token });
  for (const transport of ['http', 'sse'] as const) {
    gateway.logs.length = 0;
    await caller.ask(transport, { query });
    expect(linesOf(gateway, 'operation')).toMatchObject([{ caller: kind }]);
    expect(gateway.logs.join('')).not.toContain(household.userGuid);
  }
});

test('without tokens, the line of an operation has the kind none', async () => {
  await using gateway = await startTestGateway();
  await gateway.query(query);
  expect(linesOf(gateway, 'operation')).toMatchObject([{ caller: 'none' }]);
});
