import { buildConnector, Client, Pool } from 'undici';
import type { Method } from '../endpoints.ts';
import { createAddresses, type Resolve } from './addresses.ts';
import { byTimer, type Deadline } from './deadline.ts';
import { dialAgain } from './dial-again.ts';
import { Exchange, MAX_BYTES } from './exchange.ts';
import { withoutInterimAnswers } from './interim-answers.ts';

export interface WireRequest {
  readonly method: Method;
  readonly path: string;
  readonly headers: string[];
  readonly body: string | null;
  /**
   * True for a check whether MX is up. It uses its own connection, because all other connections
   * may be waiting.
   */
  readonly isProbe: boolean;
  /** Called with the bytes of the response as they arrive, and again after decoding; false ends the exchange. */
  readonly admit: (bytes: number) => boolean;
}

export interface WireAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly contentType: string | undefined;
  readonly retryAfter: string | undefined;
  readonly date: string | undefined;
  /** Empty unless the status is 2xx, or a refusal that may name the institution as the cause. */
  readonly body: Buffer;
}

export interface WireFailure {
  readonly kind: 'failure';
  /** False if no byte of the request was sent, so that MX cannot have executed it. */
  readonly sent: boolean;
  /**
   * `cut` by the deadline, `unreachable` (no connection, or lost before a response), `broken` (a
   * response that is not HTTP, or that stopped half-way), `untrusted` (TLS refused), `oversized`,
   * `unadmitted` (more bytes than the caller accepts).
   */
  readonly cause: 'cut' | 'unreachable' | 'broken' | 'untrusted' | 'oversized' | 'unadmitted';
  /**
   * The code of the system's or undici's error, for the log. The message of the error may quote the
   * response.
   */
  readonly detail: string;
}

/** One attempt on the wire. Never rejects. */
export interface Transport {
  readonly exchange: (
    request: WireRequest,
    deadline: Deadline,
  ) => Promise<WireAnswer | WireFailure>;
  /** Lets calls in flight finish. */
  readonly close: () => Promise<void>;
}

/** The most probes in flight concurrently, if none of them gets a response. */
const PROBES = 32;
const CONNECT_TIMEOUT_MS = 1_000;
const KEEP_ALIVE_MS = 2_000;
const MAX_KEEP_ALIVE_MS = 30_000;
const CONNECTION_MS = 30_000;

export interface TransportOptions {
  /** Defaults to the system's resolver. */
  readonly resolve?: Resolve | undefined;
  /** The maximum age of a connection. Defaults to 30 seconds. */
  readonly connectionMs?: number | undefined;
}

/** Sends HTTP/1.1 requests to one origin over three pools; redirects are never followed. */
export function createTransport(
  origin: string,
  connections: number,
  { resolve, connectionMs = CONNECTION_MS }: TransportOptions = {},
): Transport {
  const connect = createConnect(resolve);
  const options: Pool.Options = {
    connections,
    allowH2: false,
    connect,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: MAX_KEEP_ALIVE_MS,
    maxResponseSize: MAX_BYTES,
    // Both are idle timers, which a slow trickle of bytes defeats; the deadline of the call applies
    // instead.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  const reads = new Pool(origin, {
    ...options,
    factory: (url, settings) => new AgingClient(url, settings, connectionMs),
  });
  // The other side may close a kept-alive socket just as a request is sent, and a write must not be
  // repeated to find out. So each write gets its own connection.
  const writes = new Pool(origin, { ...options, connect: dialAgain(connect), pipelining: 0 });
  const probes = new Pool(origin, { ...options, pipelining: 0, connections: PROBES });

  let closed: Promise<unknown> | undefined;

  return {
    exchange: ({ method, path, headers, body, isProbe, admit }, deadline) =>
      new Promise((settle) => {
        const pool = isProbe ? probes : method === 'GET' ? reads : writes;
        pool.dispatch({ method, path, headers, body }, new Exchange(deadline, admit, settle));
      }),
    close: async () => {
      await (closed ??= Promise.all([reads.close(), writes.close(), probes.close()]));
    },
  };
}

/**
 * The last request of an old connection asks MX to close it, so that the gateway follows a changed
 * address even if connections are never idle. A `clientTtl` of the pool would do this, too, but the
 * pool then reads the clock for each of its connections at each request.
 */
class AgingClient extends Client {
  #oldAtMs = Number.POSITIVE_INFINITY;

  constructor(origin: URL, options: Client.Options, maxAgeMs: number) {
    super(origin, options);
    this.on('connect', () => void (this.#oldAtMs = performance.now() + maxAgeMs));
  }

  override dispatch(...[options, handler]: Parameters<Client['dispatch']>): boolean {
    const isOld = performance.now() >= this.#oldAtMs;
    return super.dispatch(isOld ? { ...options, reset: true } : options, handler);
  }
}

function createConnect(resolve: Resolve | undefined): buildConnector.connector {
  const now = () => performance.now();
  const { lookup, doubt } = createAddresses({ resolve, now, schedule: byTimer });
  const connect = buildConnector({
    allowH2: false,
    timeout: CONNECT_TIMEOUT_MS,
    minVersion: 'TLSv1.2',
    lookup,
  });
  return (target, callback) =>
    connect(target, (...[error, socket]) => {
      if (error === null) return callback(null, withoutInterimAnswers(socket));
      doubt();
      callback(error, null);
    });
}
