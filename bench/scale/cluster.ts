import { setTimeout as sleep } from 'node:timers/promises';
import { startProcess, type StartedProcess } from '../measure/processes.ts';
import { SECRET_ENV, signServiceToken } from '../measure/tokens.ts';
import { startWatcher } from '../measure/watcher.ts';
import { guidOf, tagOf, userGuid, USUAL } from '../upstream/shape.ts';

/** `spread`: each member is watched at one replica. `everywhere`: at each replica. */
export type Watching = 'spread' | 'everywhere';

/** When the watchers of each member heard of something, in the order of the replicas. */
export type Times = readonly (readonly number[])[];

export interface Watchers {
  /** Watchers of one replica. */
  readonly each: number;
  /** Settles when all watchers of these replicas have had an event, or after `ms`. */
  readonly nextEvents: (ms: number, replicas?: readonly number[]) => Promise<Times>;
  /** Streams that ended by themselves. */
  readonly lost: () => number;
  readonly close: () => void;
}

export const WEBHOOKS = { username: 'bench', password: 'bench-password-of-webhooks' };
const CONNECTING = 50;

/** Starts a replica as in production. */
export function startReplica(
  mxUrl: string,
  env: Readonly<Record<string, string>> = {},
): Promise<StartedProcess> {
  return startProcess('gateway', 'src/server.ts', {
    PORT: '0',
    MX_CLIENT_ID: 'bench',
    MX_API_KEY: 'bench',
    MX_BASE_URL: mxUrl,
    WEBHOOK_USERNAME: WEBHOOKS.username,
    WEBHOOK_PASSWORD: WEBHOOKS.password,
    ...SECRET_ENV,
    ...env,
  });
}

export const memberOf = (index: number) => {
  const user = userGuid(USUAL, index);
  return { userGuid: user, memberGuid: guidOf('MBR', 0, tagOf(user)) };
};

/** The replicas of a member's watchers. The first one becomes its poller. */
function placesOf(member: number, replicas: number, watching: Watching): readonly number[] {
  const first = member % replicas;
  const others = Array.from({ length: replicas - 1 }, (_, at) => (first + 1 + at) % replicas);
  return watching === 'spread' ? [first] : [first, ...others];
}

/** Watches members of as many users. Settles when each watcher has its first status. */
export async function watch(
  replicas: readonly StartedProcess[],
  members: number,
  watching: Watching,
): Promise<Watchers> {
  const token = await signServiceToken();
  const closes: (() => void)[] = [];
  const open = new Set<string>();
  let heard: number[][] = [];
  let isLeaving = false;
  let lost = 0;

  async function start(member: number, at: number): Promise<void> {
    const key = memberOf(member);
    const id = Buffer.from(`Member:${key.userGuid}:${key.memberGuid}`).toString('base64url');
    const name = `${member} ${at}`;
    const close = await startWatcher({
      url: replicas[at]?.url ?? '',
      token,
      memberId: id,
      onEvent: () => void ((heard[member] ??= [])[at] ??= performance.now()),
      onLost() {
        open.delete(name);
        if (!isLeaving) lost += 1;
      },
    });
    open.add(name);
    closes.push(close);
  }

  const indexes = Array.from({ length: members }, (_, member) => member);
  const turns = watching === 'spread' ? 1 : replicas.length;
  for (let turn = 0; turn < turns; turn += 1) {
    const targets = indexes.map((member) => ({
      member,
      at: placesOf(member, replicas.length, watching)[turn] ?? 0,
    }));
    const lane = async () => {
      for (let next = targets.pop(); next !== undefined; next = targets.pop()) {
        await start(next.member, next.at);
      }
    };
    await Promise.all(Array.from({ length: CONNECTING }, lane));
  }

  return {
    each: (members * turns) / replicas.length,
    async nextEvents(ms, only = replicas.map((_, at) => at)) {
      heard = [];
      const until = performance.now() + ms;
      const expected = [...open].filter((name) => only.includes(Number(name.split(' ')[1])));
      const isTold = (name: string) => {
        const [member = 0, at = 0] = name.split(' ').map(Number);
        return heard[member]?.[at] !== undefined;
      };
      while (performance.now() < until && !expected.every(isTold)) await sleep(20);
      return heard;
    },
    lost: () => lost,
    close() {
      isLeaving = true;
      for (const close of closes) close();
    },
  };
}
