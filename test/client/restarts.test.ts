import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createClient } from '../../client/src/client.ts';
import { createEnvironment } from '../../client/src/environment.ts';
import { CreateUser, Node } from '../../client/src/generated/operations.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { findFreePort, type GatewayProcess, spawnGateway } from '../support/process.ts';
import { transports } from './kit.ts';

const patient = { timeout: 90_000 };
const settled = { timeout: 20_000 };

async function startOn(port: string, mxUrl: string): Promise<GatewayProcess> {
  const gateway = spawnGateway({
    PORT: port,
    MX_BASE_URL: mxUrl,
    MX_CLIENT_ID: 'restarts',
    MX_API_KEY: 'restarts',
    AUTH: 'none',
    STATUS_POLL_MS: '3000',
  });
  await gateway.started;
  return gateway;
}

test.for(transports)(
  'watchers, queries and mutations outlive restarts and kills: %s',
  patient,
  async (transport) => {
    await using sandbox = await startSandbox({ seed: 'empty' });
    const userGuid = sandbox.control.addUser();
    const memberGuid = sandbox.control.addMember(userGuid);
    const id = Buffer.from(`Member:${userGuid}:${memberGuid}`).toString('base64url');
    const port = await findFreePort();
    const url = `http://127.0.0.1:${port}/graphql`;
    const mx = createClient({ url, transport }, createEnvironment());
    let gateway = await startOn(port, sandbox.url);
    await using stack = new AsyncDisposableStack();
    stack.defer(() => gateway[Symbol.asyncDispose]());

    const told: (string | null)[] = [];
    const statuses = mx.watchStatus(id);
    stack.defer(async () => void (await statuses.return?.()));
    const follow = async () => {
      for await (const { connectionStatus } of statuses) told.push(connectionStatus);
      told.push('ended');
    };
    void follow().catch((error: unknown) => told.push(String(error)));
    const expected = ['CONNECTED'];
    await expect.poll(() => told, settled).toEqual(expected);

    for (const [round, status] of ['DENIED', 'IMPEDED'].entries()) {
      gateway.kill(round === 1 ? 'SIGKILL' : 'SIGTERM');
      await gateway.exited;
      const query = mx.query(Node, { id });
      sandbox.control.setStatus(memberGuid, status);
      expected.push(status);
      await delay(1_000);
      gateway = await startOn(port, sandbox.url);
      expect(await query).toMatchObject({ node: { id } });
      await expect.poll(() => told, settled).toEqual(expected);
      await mx.mutate(CreateUser, { input: { externalId: `user-${round}` } });
    }
    expect(sandbox.calls.filter((call) => call === 'POST /users')).toHaveLength(2);
  },
);
