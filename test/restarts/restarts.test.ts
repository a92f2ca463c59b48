import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { findFreePort, type GatewayProcess, spawnGateway } from '../support/process.ts';
import { startLoad } from './load.ts';
import { startWatchers } from './watchers.ts';

/** Twenty in the nightly run. */
const ROUNDS = process.env['MODE'] === 'nightly' ? 20 : 3;
const patient = { timeout: 20_000 + ROUNDS * 20_000 };
const settled = { timeout: 15_000 };
const STATUSES = ['CONNECTED', 'DENIED', 'IMPEDED', 'PREVENTED'];

async function startMx() {
  const sandbox = await startSandbox({ seed: 'empty', latencyMs: 30 });
  const userGuid = sandbox.control.addUser();
  const memberGuid = sandbox.control.addMember(userGuid);
  const memberId = Buffer.from(`Member:${userGuid}:${memberGuid}`).toString('base64url');
  return { sandbox, userGuid, memberGuid, memberId };
}

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

test(
  'restarts under load lose no request, run each mutation once, and end within 15 s',
  patient,
  async () => {
    const { sandbox } = await startMx();
    await using stack = new AsyncDisposableStack();
    stack.use(sandbox);
    const port = await findFreePort();
    let gateway = await startOn(port, sandbox.url);
    const load = startLoad(`http://127.0.0.1:${port}/graphql`, 8);
    for (let round = 0; round < ROUNDS; round += 1) {
      await delay(300 + 50 * (round % 5));
      const stoppedAt = performance.now();
      gateway.kill('SIGTERM');
      expect(await gateway.exited).toBe(0);
      expect(performance.now() - stoppedAt).toBeLessThan(15_000);
      expect(gateway.stderr()).toBe('');
      gateway = await startOn(port, sandbox.url);
    }
    await delay(200);
    await load[Symbol.asyncDispose]();
    gateway.kill('SIGKILL');

    const { created, queries, failed } = load.outcomes;
    expect(failed).toEqual([]);
    expect(queries).toBeGreaterThan(ROUNDS * 8);
    const calls = sandbox.calls.filter((call) => call === 'POST /users');
    expect(calls).toHaveLength(created.length);
  },
);

test(
  'watchers come back after restarts and kills, and are told each status once',
  patient,
  async () => {
    const { sandbox, memberGuid, memberId } = await startMx();
    await using stack = new AsyncDisposableStack();
    stack.use(sandbox);
    const port = await findFreePort();
    let gateway = await startOn(port, sandbox.url);
    const watchers = startWatchers(`http://127.0.0.1:${port}/graphql`, memberId, 10);
    const expected = ['CONNECTED'];
    const everyone = () => watchers.told.map((seen) => [...seen]);
    await expect.poll(everyone, settled).toEqual(Array.from({ length: 10 }, () => expected));
    for (let round = 0; round < ROUNDS; round += 1) {
      const status = STATUSES[(round + 1) % STATUSES.length] ?? 'CONNECTED';
      const isKill = round % 2 === 1;
      gateway.kill(isKill ? 'SIGKILL' : 'SIGTERM');
      expect(await gateway.exited).toBe(isKill ? null : 0);
      // In every third round nothing changes meanwhile, so nobody is told anything.
      if (round % 3 !== 2) {
        sandbox.control.setStatus(memberGuid, status);
        expected.push(status);
      }
      gateway = await startOn(port, sandbox.url);
      await expect.poll(watchers.connections, settled).toBe(10 * (round + 2));
      await expect.poll(everyone, settled).toEqual(Array.from({ length: 10 }, () => expected));
    }
    await watchers[Symbol.asyncDispose]();
    gateway.kill('SIGKILL');
    // A gateway that is killed says nothing.
    expect(watchers.closeCodes.filter((code) => code === 1012)).toHaveLength(
      Math.ceil(ROUNDS / 2) * 10,
    );
  },
);
