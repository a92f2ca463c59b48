import { expect, test } from 'vitest';
import { startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { hasNginx, isNginxRequired, startNginx } from '../support/nginx.ts';
import { openSse, openSubscription } from '../support/subscription.ts';

const { bank, bankId } = household;
const WATCH = {
  document: 'subscription ($id: ID!) { memberStatus(memberId: $id) { connectionStatus } }',
  variables: { id: bankId },
};
const isSkipped = !hasNginx && !isNginxRequired;

if (!hasNginx) console.warn('The gateway is not tested behind a proxy: there is no nginx.');

async function startBehindNginx(directives?: string) {
  await using started = new AsyncDisposableStack();
  const gateway = started.use(await startTestGateway());
  const nginx = started.use(await startNginx(gateway.url, directives));
  const running = started.move();
  return { gateway, url: nginx.url, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

test.skipIf(isSkipped)("events pass through nginx's plain proxy_pass without delay", async () => {
  await using t = await startBehindNginx();
  await using stream = await openSse({ url: t.url, ...WATCH });
  expect(stream.response.status).toBe(200);
  expect(stream.response.headers.get('content-type')).toContain('text/event-stream');
  for (const status of ['CONNECTED', 'DEGRADED', 'FAILED']) {
    t.gateway.sandbox.control.setStatus(bank.memberGuid, status);
    expect(JSON.parse((await stream.next())?.data ?? '')).toEqual({
      data: { memberStatus: { connectionStatus: status } },
    });
  }
});

test.skipIf(isSkipped)('a stream that leaves nginx ends in the gateway', async () => {
  await using t = await startBehindNginx();
  {
    await using stream = await openSse({ url: t.url, ...WATCH });
    await stream.next();
  }
  await expect
    .poll(async () => {
      const before = t.gateway.sandbox.calls.length;
      await new Promise((resolve) => {
        setTimeout(resolve, 150);
      });
      return t.gateway.sandbox.calls.length - before;
    })
    .toBe(0);
});

test.skipIf(isSkipped)('queries and refusals pass through nginx unchanged', async () => {
  await using t = await startBehindNginx();
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(t.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  expect(await (await post('{"query":"{ __typename }"}')).json()).toEqual({
    data: { __typename: 'Query' },
  });
  expect(await (await post('{')).json()).toMatchObject({
    errors: [{ message: expect.any(String) }],
  });
  const { status } = await post('{}', { 'content-type': 'text/plain' });
  expect(status).toBe(415);
});

test.skipIf(isSkipped)('sockets pass through nginx with the headers of an upgrade', async () => {
  await using t = await startBehindNginx(
    'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";',
  );
  await using stream = openSubscription({ url: t.url, ...WATCH });
  expect(await stream.next()).toEqual({
    data: { memberStatus: { connectionStatus: 'CONNECTED' } },
  });
});
