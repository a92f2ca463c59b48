import { setTimeout as delay } from 'node:timers/promises';
import type { Data } from '../../support/gateway.ts';
import type { ClientOptions, ClientUnderTest } from '../scenario.ts';
import { readWire, sendWire, type WireRequest } from './http.ts';
import type { WireOperation } from './ios.ts';

/** One subscription on one connection. */
export interface Following extends ClientOptions {
  readonly operation: WireOperation;
  readonly next: (data: Data) => void;
  readonly signal: AbortSignal;
}

export interface MobileWire {
  readonly toPost: (operation: WireOperation, token: string) => WireRequest;
  /**
   * Resolves when the subscription has completed. Rejects with the error that the library passes to
   * the app.
   */
  readonly follow: (following: Following) => Promise<void>;
}

/** An error that the gateway has sent, whose code the app reads. */
export class SentError extends Error {
  readonly extensions: Data;

  constructor([error]: readonly Data[]) {
    super(error?.['message']);
    this.extensions = error?.['extensions'];
  }
}

const notExecuted = new Set(['UNAUTHENTICATED', 'RESTARTING']);
const pause = () => delay(300 + 300 * Math.random());

/** What the page tells an app to write around the library, on the wire of the library. */
export function createMobileClient(wire: MobileWire, options: ClientOptions): ClientUnderTest {
  const { url, getToken } = options;

  async function send(operation: WireOperation, isQuery: boolean, left = 30): Promise<Data> {
    const failed = { errors: [{ extensions: { retryable: true } }] };
    const { data, errors }: Data = await sendWire(url, wire.toPost(operation, await getToken()))
      .then(async (response) => JSON.parse(await readWire(response)) as Data)
      .catch((error: unknown) => {
        if (!isQuery) throw error;
        return failed;
      });
    if (data !== null && data !== undefined) return data as Data;
    const { code, retryable } = errors[0].extensions;
    if (left === 0 || !(notExecuted.has(code) || (isQuery && retryable === true))) {
      throw new SentError(errors);
    }
    await pause();
    return send(operation, isQuery, left - 1);
  }

  return {
    query: (document, variables) => send(toOperation(document, variables), true),
    mutate: (document, variables) => send(toOperation(document, variables), false),
    watch(document, variables, next, end) {
      const leaving = new AbortController();
      const current = { ...variables };
      const take = (data: Data) => {
        const [event] = Object.values(data) as [Data];
        current['after'] = event['revision'] ?? event['status']?.revision ?? current['after'];
        next(data);
      };
      async function run(): Promise<void> {
        const operation = toOperation(document, { ...current });
        const following = { ...options, operation, next: take, signal: leaving.signal };
        try {
          await wire.follow(following);
          return end();
        } catch (error) {
          if (leaving.signal.aborted) return undefined;
          const isFinal = error instanceof SentError && !mayFollowAgain(error);
          if (isFinal) return end(error);
        }
        await pause();
        return run();
      }
      void run();
      return () => leaving.abort();
    },
  };
}

function mayFollowAgain({ extensions: { code, retryable } }: SentError): boolean {
  return notExecuted.has(code) || retryable === true;
}

function toOperation(query: string, variables: WireOperation['variables']): WireOperation {
  return { operationName: /^\w+ (\w+)/.exec(query)?.[1] ?? '', query, variables };
}
