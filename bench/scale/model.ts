import { limits } from '../../src/limits.ts';
import type { BulletinFigures } from './bulletins.ts';
import type { LayoutFigures } from './layouts.ts';

/** What one unit costs, as measured. Times are CPU time in microseconds. */
export interface Constants {
  /** A poll of the only process. */
  readonly pollUs: number;
  /** A poll at a replica with Redis, and what it costs a replica that listens. */
  readonly sharedPollUs: number;
  readonly hearUs: number;
  /** A poll at Redis: for the poller, and for each replica that listens. */
  readonly redisPollUs: number;
  readonly redisHearUs: number;
  /** Bytes to Redis and from Redis of a poll, and from Redis for each replica that listens. */
  readonly redisInBytes: number;
  readonly redisOutBytes: number;
  readonly redisHearBytes: number;
  /** Memory of a replica for each watcher of a member of its own. */
  readonly watcherKb: number;
  /** Memory of Redis for each member. */
  readonly memberBytes: number;
  readonly bulletin: BulletinFigures;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function find(figures: readonly LayoutFigures[], layout: Partial<LayoutFigures>): LayoutFigures {
  const found = figures.find((each) =>
    Object.entries(layout).every(([name, value]) => each[name as keyof LayoutFigures] === value),
  );
  if (found === undefined) throw new Error(`Not measured: ${JSON.stringify(layout)}`);
  return found;
}

export function toConstants(
  figures: readonly LayoutFigures[],
  bulletin: BulletinFigures,
): Constants {
  const perPoll = ({ rest }: LayoutFigures, value: number) => value / rest.polls;
  const cpuUs = (each: LayoutFigures) => perPoll(each, sum(each.rest.cpuMs) * 1_000);
  const redis = ({ rest }: LayoutFigures) =>
    rest.redis ?? { cpuMs: 0, commands: 0, inBytes: 0, outBytes: 0 };
  const redisUs = (each: LayoutFigures) => perPoll(each, redis(each).cpuMs * 1_000);
  const alone = find(figures, { replicas: 1, hasRedis: false });
  const one = find(figures, { replicas: 1, hasRedis: true });
  const all = find(figures, { replicas: 3, watching: 'everywhere' });
  const listeners = all.replicas - 1;
  return {
    pollUs: cpuUs(alone),
    sharedPollUs: cpuUs(one),
    hearUs: (cpuUs(all) - cpuUs(one)) / listeners,
    redisPollUs: redisUs(one),
    redisHearUs: (redisUs(all) - redisUs(one)) / listeners,
    redisInBytes: perPoll(one, redis(one).inBytes),
    redisOutBytes: perPoll(one, redis(one).outBytes),
    redisHearBytes:
      (perPoll(all, redis(all).outBytes) - perPoll(one, redis(one).outBytes)) / listeners,
    watcherKb: one.kbEach,
    memberBytes: one.redisBytesEach,
    bulletin,
  };
}

/** A time of day of a product. */
export interface Demand {
  /** Each watches a member of its own. */
  readonly watchers: number;
  /** The share of members with a running job. */
  readonly busyShare: number;
  /** Webhooks and mutations per second. */
  readonly changesPerSecond: number;
}

export interface Needs {
  readonly replicas: number;
  readonly gbPerReplica: number;
  /** Polls per second that the pace asks for. */
  readonly polls: number;
  /** How many times longer the pauses get, because MX allows no more. */
  readonly stretch: number;
  /** Polls per second that MX gets. */
  readonly made: number;
  /** Cores of all replicas, and of Redis, for polls and changes. */
  readonly gatewayCores: number;
  readonly redisCores: number;
  readonly redisMbPerSecond: number;
  readonly redisGb: number;
}

/** Means of the pauses between two polls, in seconds: a fifth longer at most, and MAX_IDLE_MS. */
export const BUSY_SECONDS = 3.3;
export const IDLE_SECONDS = 60;
/** The part of its sockets that a replica uses, so that the others can take those of one that ends. */
export const FILL = 0.8;
/**
 * The part of MX's reads per second that is left for polls: the gateway spreads ten elevenths of them,
 * so that a burst stays below the rate, and callers use a fifth.
 */
export const POLLS_SHARE = 0.8 / 1.1;
const BASE_MB = 150;

export function toNeeds(constants: Constants, demand: Demand): Needs {
  const { watchers, busyShare, changesPerSecond } = demand;
  const { bulletin } = constants;
  const perReplica = limits.sockets * FILL;
  const replicas = Math.max(2, Math.ceil(watchers / perReplica));
  const each = watchers / replicas;
  const polls = (watchers * busyShare) / BUSY_SECONDS + (watchers * (1 - busyShare)) / IDLE_SECONDS;
  const stretch = Math.max(1, polls / (limits.readsPerSecond * POLLS_SHARE));
  const made = polls / stretch;
  const bulletinUs = bulletin.receiverUs + bulletin.otherUs * (replicas - 1);
  const redisBulletinUs = bulletin.redisUs + bulletin.redisEachUs * replicas;
  return {
    replicas,
    gbPerReplica: (BASE_MB + (each * constants.watcherKb) / 1_024) / 1_024,
    polls,
    stretch,
    made,
    gatewayCores: (made * constants.sharedPollUs + changesPerSecond * bulletinUs) / 1e6,
    redisCores: (made * constants.redisPollUs + changesPerSecond * redisBulletinUs) / 1e6,
    redisMbPerSecond: (made * (constants.redisInBytes + constants.redisOutBytes)) / 1e6,
    redisGb: (watchers * constants.memberBytes) / 2 ** 30,
  };
}

/** The most watchers whose polls MX allows at their full pace. */
export function mostWatchers(busyShare: number): number {
  const each = busyShare / BUSY_SECONDS + (1 - busyShare) / IDLE_SECONDS;
  return (limits.readsPerSecond * POLLS_SHARE) / each;
}
