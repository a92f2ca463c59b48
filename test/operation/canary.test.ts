import { expect, test } from 'vitest';
import { CANARY, createMember, tellAll, valid } from '../support/canary.ts';
import { startTestGateway } from '../support/gateway.ts';
import { malformed } from '../support/malformed.ts';
import { openRawSocket } from '../support/raw-socket.ts';

test('a password in any wrong place is not repeated, over HTTP, on a socket or in the log', async () => {
  await using gateway = await startTestGateway();
  await using raw = await openRawSocket(gateway.url);
  const leaks: string[] = [];
  for (const [name, body] of malformed) {
    const told = await tellAll(gateway, raw, body);
    if (told.includes('hunter2')) leaks.push(name);
  }
  expect(leaks).toEqual([]);
});

test('a password in the address of a GET is not repeated', async () => {
  await using gateway = await startTestGateway();
  const variables = JSON.stringify({ input: valid });
  for (const params of [
    { query: createMember, variables },
    { query: createMember, variables: CANARY },
    { query: `{ ${CANARY} }` },
    { query: '{ __typename }', operationName: CANARY },
    { query: '{ __typename }', password: CANARY },
    { query: '{ __typename }', extensions: CANARY },
  ]) {
    const url = `${gateway.url}?${new URLSearchParams(params)}`;
    const response = await fetch(url);
    expect([...response.headers, await response.text()].join()).not.toContain('hunter2');
  }
  const misplaced = await fetch(gateway.url.replace('/graphql', `/${CANARY}?p=${CANARY}`));
  expect(await misplaced.text()).not.toContain('hunter2');
  expect(gateway.logs.join('')).not.toContain('hunter2');
});

test('a password that MX repeats goes no further', async () => {
  await using gateway = await startTestGateway({
    sandbox: {
      intercept: ({ method, path }) =>
        method === 'POST' && path.endsWith('/members')
          ? { status: 400, body: { error: { message: `bad ${CANARY}`, password: CANARY } } }
          : undefined,
    },
  });
  await using raw = await openRawSocket(gateway.url);
  const body = { query: createMember, variables: { input: valid } };
  const told = await tellAll(gateway, raw, body);
  expect(told).toContain('INVALID_INPUT');
  expect(told).not.toContain('hunter2');
});

test('credentials reach MX as they were typed, and no other place', async () => {
  await using gateway = await startTestGateway();
  const { data } = await gateway.query(createMember, { input: { ...valid, referralSource: null } });
  expect(data?.['createMember'].__typename).toBe('MemberPayload');
  const sent = gateway.sandbox.requests.find(({ method }) => method === 'POST');
  expect(sent?.body).toMatchObject({ member: { credentials: valid.credentials } });
  expect(gateway.logs.join('')).not.toContain('hunter2');
});
