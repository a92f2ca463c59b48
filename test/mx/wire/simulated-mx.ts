import { createMxClient, type MxClient } from '../../../src/mx/client.ts';
import type { Health } from '../../../src/mx/health.ts';
import type {
  Transport,
  WireAnswer,
  WireFailure,
  WireRequest,
} from '../../../src/mx/wire/transport.ts';
import { createSimulation } from '../../support/simulation.ts';

/** What MX does with a request: a status, nothing ever, or a lost connection. */
export type Fate = number | 'silence' | 'reset';

export interface World {
  /** `random` is from 0 up to 1; `ms` counts from the start of the load. */
  readonly fate: (request: Asked) => Fate;
  readonly retryAfter?: string;
  /** 50 unless given. */
  readonly latencyMs?: number;
}

export interface Asked {
  readonly path: string;
  readonly random: number;
  readonly ms: number;
}

export interface Load {
  readonly perSecond: number;
  readonly seconds: number;
  /** 200 unless given. */
  readonly users?: number;
  readonly seed?: number;
  readonly call?: (client: MxClient, user: string, index: number) => Promise<unknown>;
}

/** One call of a user, on the clock of the load. */
export interface Done {
  readonly user: string;
  readonly startedMs: number;
  readonly tookMs: number;
  readonly isGood: boolean;
  readonly attempts: number;
}

export interface Report {
  readonly calls: readonly Done[];
  /** When MX was asked something, probes included. */
  readonly askedMs: readonly number[];
  /** Every change of the client's health, with its moment. */
  readonly health: readonly (readonly [ms: number, health: Health])[];
}

const mixed = (client: MxClient, user: string, index: number) => {
  const kinds = [
    () => client.users.read(user),
    () => client.members.list(user),
    () => client.members.readStatus({ userGuid: user, memberGuid: 'MBR-1' }),
  ];
  return kinds[index % kinds.length]?.() ?? Promise.resolve();
};

/** Plays a load against a simulated MX, and what happens after it for as long as calls are open. */
export async function simulate(world: World, load: Load): Promise<Report> {
  const { perSecond, seconds, users = 200, seed, call = mixed } = load;
  const simulation = createSimulation(seed);
  const { now, random, schedule, sleep } = simulation;
  const startMs = now();
  const askedMs: number[] = [];
  const client = createMxClient({
    baseUrl: 'http://mx.invalid',
    clientId: 'client',
    apiKey: 'key',
    apiVersion: 'v20111101',
    timeoutMs: 10_000,
    now,
    random,
    sleep,
    schedule,
    transport: createTransport(),
    onCall: ({ attempts }) => {
      attemptsOfLast = attempts;
    },
  });
  let attemptsOfLast = 0;

  function createTransport(): Transport {
    return {
      exchange: (request, deadline) =>
        new Promise((resolve) => {
          deadline.onCut(() =>
            resolve({ kind: 'failure', sent: true, cause: 'cut', detail: 'cut' }),
          );
          const ms = now() - startMs;
          askedMs.push(ms);
          const fate = world.fate({ path: request.path, random: random(), ms });
          if (fate === 'silence') return;
          const latencyMs = (world.latencyMs ?? 50) * (0.8 + random() * 0.4);
          schedule(() => resolve(toResult(request, fate, world.retryAfter)), latencyMs);
        }),
      close: async () => {},
    };
  }

  const calls: Done[] = [];
  const health: (readonly [number, Health])[] = [];
  const noteHealth = () => {
    const current = client.health();
    if (current !== (health.at(-1)?.[1] ?? 'up')) health.push([now() - startMs, current]);
  };
  const start = async (index: number) => {
    const user = `USR-${Math.floor(random() * users)}`;
    const startedMs = now() - startMs;
    const isGood = await call(client, user, index).then(
      () => true,
      () => false,
    );
    const tookMs = now() - startMs - startedMs;
    calls.push({ user, startedMs, tookMs, isGood, attempts: attemptsOfLast });
  };
  for (let index = 0; index < perSecond * seconds; index += 1) {
    schedule(() => void start(index), ((index + random()) * 1_000) / perSecond);
  }
  for (let ms = 0; ms < (seconds + 11) * 1_000; ms += 10) {
    await simulation.run(10);
    noteHealth();
    if (calls.length === perSecond * seconds) break;
  }
  await client[Symbol.asyncDispose]();
  return { calls, askedMs, health };
}

function toResult(
  { path }: WireRequest,
  fate: number | 'reset',
  retryAfter: string | undefined,
): WireAnswer | WireFailure {
  if (fate === 'reset') {
    return { kind: 'failure', sent: true, cause: 'unreachable', detail: 'ECONNRESET' };
  }
  const user = /USR-\d+/.exec(path)?.[0];
  const member = { guid: 'MBR-1', user_guid: user };
  const body = { user: { guid: user }, member, members: [], users: [], institutions: [] };
  return {
    kind: 'answer',
    status: fate,
    contentType: 'application/json',
    retryAfter: fate === 200 ? undefined : retryAfter,
    date: undefined,
    body: Buffer.from(JSON.stringify(body)),
  };
}
