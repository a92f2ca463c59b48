import { expect, test } from 'vitest';
import { startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { readIosParts } from './wire/ios-parts.ts';
import { ACCEPT } from './wire/ios.ts';

const versions = ['1.15', '2.0'] as const;

const settle = `subscription Settle($id: ID!) {
  memberStatus(memberId: $id, completeWhenSettled: true) { isSettled }
}`;

test.for(versions)('Apollo iOS %s reads a subscription in parts to its end', async (version) => {
  await using gateway = await startTestGateway();
  const response = await gateway.post(
    { operationName: 'Settle', query: settle, variables: { id: household.bankId } },
    { accept: ACCEPT.subscription },
  );
  const type = response.headers.get('content-type') ?? '';
  expect(readIosParts(version, type, await response.text())).toEqual([
    { payload: { data: { memberStatus: { isSettled: true } } } },
  ]);
});

const wallet = `query Wallet($id: ID!) {
  user(by: { id: $id }) {
    id
    members(first: 5) { nodes { id ... @defer(label: "rewards") { rewards { balance } } } }
  }
}`;

test.for(versions)('Apollo iOS %s reads a deferred wallet to its end', async (version) => {
  await using gateway = await startTestGateway({ sandbox: { latencyMs: 20 } });
  const variables = { id: household.userId };
  const response = await gateway.post(
    { operationName: 'Wallet', query: wallet, variables },
    { accept: ACCEPT.query },
  );
  const type = response.headers.get('content-type') ?? '';
  const parts = readIosParts(version, type, await response.text());
  expect(parts.length).toBeGreaterThan(1);
  expect(parts[0]).toMatchObject({ data: { user: { id: household.userId } }, hasNext: true });
  // It takes no part but the first without a list of what is incremental in it.
  expect(parts.slice(1).every((part) => Array.isArray(part['incremental']))).toBe(true);
  expect(parts.at(-1)).toMatchObject({ hasNext: false });
});
