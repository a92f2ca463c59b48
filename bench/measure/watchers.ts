import { setTimeout as sleep } from 'node:timers/promises';
import { guidOf, tagOf, userGuid, USUAL } from '../upstream/shape.ts';
import { signServiceToken, signUserToken } from './tokens.ts';
import { startWatcher } from './watcher.ts';

/** `shared`: all watch one member, as a service. `own`: each end user watches a member. */
export type Watching = 'shared' | 'own';

export interface Watchers {
  readonly connectSeconds: number;
  /** Resolves with the times of the next event of each watcher. */
  readonly nextEvents: () => Promise<readonly number[]>;
  readonly close: () => void;
}

const CONNECTING = 50;
const CHANGE_MS = 30_000;

async function toTarget(index: number, watching: Watching, service: string) {
  const user = userGuid(USUAL, watching === 'shared' ? 0 : index);
  const id = `Member:${user}:${guidOf('MBR', 0, tagOf(user))}`;
  const token = watching === 'shared' ? service : await signUserToken(user);
  return { memberId: Buffer.from(id).toString('base64url'), token };
}

/** Resolves once each watcher has received the current status. */
export async function startWatchers(
  url: string,
  count: number,
  watching: Watching,
): Promise<Watchers> {
  const service = await signServiceToken();
  const indexes = Array.from({ length: count }, (_, index) => index);
  const targets = await Promise.all(indexes.map((index) => toTarget(index, watching, service)));
  const closes: (() => void)[] = [];
  let times: number[] = [];
  let everyone = Promise.withResolvers<void>();
  const onEvent = () => {
    if (times.push(performance.now()) === count) everyone.resolve();
  };
  const onLost = (reason: string) => {
    throw new Error(`A watcher was disconnected: ${reason}`);
  };

  const startedAt = performance.now();
  const lane = async () => {
    for (let target = targets.pop(); target !== undefined; target = targets.pop()) {
      closes.push(await startWatcher({ url, onEvent, onLost, ...target }));
    }
  };
  await Promise.all(Array.from({ length: CONNECTING }, lane));
  return {
    connectSeconds: (performance.now() - startedAt) / 1_000,
    async nextEvents() {
      times = [];
      everyone = Promise.withResolvers<void>();
      await Promise.race([everyone.promise, sleep(CHANGE_MS, null, { ref: false })]);
      if (times.length < count) {
        throw new Error(`${times.length} of ${count} watchers received a change`);
      }
      return times;
    },
    close: () => closes.forEach((close) => close()),
  };
}
