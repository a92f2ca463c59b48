import type { SandboxOptions } from '../../src/sandbox/options.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

export const PLACES = 8;
export const levels = 'accounts(first: 100) { nodes { currentRewardLevel } }';

/** A gateway in front of a user with accounts, each of which costs a read for its level. */
export async function startWallet(accounts: number, sandbox: SandboxOptions = {}) {
  const gateway = await startTestGateway({
    sandbox: { seed: 'empty', ...sandbox },
    config: { maxConcurrency: PLACES, timeoutMs: 60_000 },
  });
  const { control, calls } = gateway.sandbox;
  const userGuid = control.addUser();
  const memberGuid = control.addMember(userGuid, { hasData: false });
  for (let index = 0; index < accounts; index += 1) control.addAccount(memberGuid);
  calls.length = 0;
  return { gateway, query: `{ user(guid: "${userGuid}") { ${levels} } }` };
}

export function eventsOf({ logs }: TestGateway, event: string) {
  return logs.filter((line) => line.includes(`"event":"${event}"`)).map((line) => JSON.parse(line));
}
