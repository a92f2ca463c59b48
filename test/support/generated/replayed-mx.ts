import { createContext } from '../../../src/context.ts';
import { createMxClient } from '../../../src/mx/client.ts';
import {
  createTransport,
  type Transport,
  type WireAnswer,
  type WireFailure,
  type WireRequest,
} from '../../../src/mx/wire/transport.ts';
import { noMeasurements } from '../../../src/observability/measurements.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { createServices, type ServiceParts } from '../../../src/services.ts';
import { createMemory } from '../../../src/shared/memory/memory.ts';
import { createRecovery } from '../../../src/status/recovery.ts';
import { createRandom, mixSeed } from './random.ts';

type Answer = WireAnswer | WireFailure;

/** MX as it was when it was asked for the first time: the same answers, each after as many microtasks. */
export interface ReplayedMx {
  /** Executes an operation until all answers that it needs have been read from the sandbox. */
  readonly record: (execute: () => Promise<unknown>) => Promise<void>;
  /** A context for one operation of a partner, in a gateway that has just started. */
  readonly startContext: () => object;
}

/** @param failure the share of paths that always fail */
export function replayMx(sandbox: Sandbox, seed: number, failure: number): ReplayedMx {
  const network = createTransport(new URL(sandbox.url).origin, 8);
  const answers = new Map<string, Answer>();
  let readings: Promise<Answer>[] = [];

  async function read(request: WireRequest, key: string, deadline: never): Promise<Answer> {
    const reading = network.exchange(request, deadline);
    readings.push(reading);
    const answer = await reading;
    answers.set(key, answer);
    return answer;
  }

  const transport: Transport = {
    async exchange(request, deadline) {
      const key = `${request.method} ${request.path}`;
      const random = createRandom(mixSeed(seed, key));
      if (random.chance(failure)) return refuse(random.pick([400, 403, 404, 409]));
      const known = answers.get(key) ?? (await read(request, key, deadline as never));
      for (let ticks = random.below(5); ticks > 0; ticks -= 1) await Promise.resolve();
      return known;
    },
    close: () => network.close(),
  };

  return {
    async record(execute) {
      do {
        readings = [];
        await execute();
        // An operation may end before its reads.
        await Promise.all(readings);
      } while (readings.length > 0);
    },
    startContext() {
      const mx = createMxClient({
        ...{ baseUrl: sandbox.url, clientId: sandbox.clientId, apiKey: sandbox.apiKey },
        ...{ apiVersion: 'v20111101', timeoutMs: 5_000, transport, random: () => 0, now: () => 0 },
      });
      const services = createServices({
        mx,
        authenticator: {} as ServiceParts['authenticator'],
        config: { statusPollMs: 1_000 } as ServiceParts['config'],
        recovery: createRecovery({ sleep: () => new Promise(() => {}), jitter: () => 0 }),
        shared: createMemory({ monotonicNow: () => 0 }).join(),
        hasWebhooks: false,
        measure: noMeasurements,
        started: new AsyncDisposableStack(),
        now: () => Date.UTC(2026, 2, 1),
        monotonicNow: () => 0,
      });
      const session = {
        viewer: { kind: 'partner' },
        caller: 'anonymous',
        expiresAt: null,
        isStillGood: async () => true,
      } as const;
      return createContext(services, { session, operationId: null, left: undefined });
    },
  };
}

/** Refusals are not repeated, so no clock has a part in it. */
function refuse(status: number): WireAnswer {
  const headers = { contentType: undefined, retryAfter: undefined, date: undefined };
  return { kind: 'answer', status, ...headers, body: Buffer.alloc(0) };
}
