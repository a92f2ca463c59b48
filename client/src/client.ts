import type { MxDocument } from './document.ts';
import {
  createEnvironment,
  type Environment,
  type FetchLike,
  type WebSocketConstructor,
} from './environment.ts';
import { AnswerChallenges } from './generated/operations.ts';
import { createHttp } from './http.ts';
import { createPace } from './pace.ts';
import { toText } from './print-document.ts';
import { createStream, type Data, type MxStream, type StreamOptions } from './stream.ts';
import { createTokens, type GetToken } from './tokens.ts';
import { createSocket } from './transport/socket.ts';
import { createSse } from './transport/sse.ts';
import type { Transport } from './transport/transport.ts';
import { createWatchers } from './watch.ts';

export interface MxClientOptions {
  /** The gateway's address, http or https; ends with `/graphql`. */
  readonly url: string;
  /** Called before the first request, before a token expires, and when one has been rejected. */
  readonly getToken?: GetToken | undefined;
  /** How to subscribe. Defaults to WebSocket where there is one, else SSE. */
  readonly transport?: 'websocket' | 'sse' | undefined;
  /** Defaults to the global `WebSocket`; in Node 20, pass the one of the package `ws`. */
  readonly webSocketImpl?: unknown;
  /** Defaults to the global `fetch`. */
  readonly fetch?: FetchLike | undefined;
  /** How long a query or a mutation may take, with all its repetitions. Defaults to 30000. */
  readonly timeoutMs?: number | undefined;
}

export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  /** Instead of the client's `timeoutMs`. */
  readonly timeoutMs?: number | undefined;
}

export interface MutationOptions extends RequestOptions {
  /**
   * True if the mutation may be sent again although it may have been executed: one with a
   * `clientMutationId`. Defaults to false.
   */
  readonly isRepeatable?: boolean | undefined;
}

export interface SubscribeOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called when the stream is connected again; read anew what has no revision. */
  readonly onReconnect?: (() => void) | undefined;
}

/** The variables may be omitted if all of them may be. */
type Arguments<Variables, Options> =
  Partial<Variables> extends Variables
    ? [variables?: Variables, options?: Options]
    : [variables: Variables, options?: Options];

type Watchers = ReturnType<typeof createWatchers>;

export interface MxClient extends Watchers {
  /**
   * Rejects with an MxError if anything failed; MxRequestError has the part of the data that there
   * is. Repeats what may pass until `timeoutMs`.
   */
  readonly query: <Result, Variables>(
    document: MxDocument<Result, Variables>,
    ...rest: Arguments<Variables, RequestOptions>
  ) => Promise<Result>;
  /**
   * Like `query`, but never sent twice unless it was not executed. The code OUTCOME_UNKNOWN means
   * that it may have been.
   */
  readonly mutate: <Result, Variables>(
    document: MxDocument<Result, Variables>,
    ...rest: Arguments<Variables, MutationOptions>
  ) => Promise<Result>;
  /** The events of any subscription, each as its whole data. Resumes with `$after` if it has one. */
  readonly subscribe: <Result, Variables>(
    document: MxDocument<Result, Variables>,
    ...rest: Arguments<Variables, SubscribeOptions>
  ) => MxStream<Result>;
  /**
   * Checks all connections now. Browsers do it by themselves when the page is visible or the
   * network is back; in React Native, call it when `AppState` becomes `active`.
   */
  readonly wake: () => void;
}

/** A client of the gateway. It opens connections when they are needed, and closes them after. */
export function createMxClient(options: MxClientOptions): MxClient {
  const { fetch, webSocketImpl } = options;
  const environment = createEnvironment();
  return createClient(options, {
    ...environment,
    ...(fetch && { fetch }),
    ...(webSocketImpl !== undefined && { webSocket: webSocketImpl as WebSocketConstructor }),
  });
}

const DEFAULT_TIMEOUT_MS = 30_000;

/** @internal createMxClient with an environment of the caller's. */
export function createClient(options: MxClientOptions, environment: Environment): MxClient {
  const { url, getToken, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const tokens = createTokens(getToken, environment);
  const pace = createPace(environment);
  const http = createHttp({ url, tokens, environment });
  const transport = createTransport();

  function createTransport(): Transport {
    const { webSocket } = environment;
    const isSocket = options.transport !== 'sse' && webSocket !== undefined;
    if (!isSocket && options.transport === 'websocket') {
      throw new TypeError('There is no WebSocket: pass webSocketImpl.');
    }
    const tools = { tokens, pace, environment };
    return isSocket
      ? createSocket({ ...tools, url: toSocketUrl(url), webSocket })
      : createSse({ ...tools, url });
  }

  function wake(): void {
    pace.wake();
    transport.wake();
  }

  function start<Event>(
    document: MxDocument<unknown, never>,
    variables: Data,
    rest: Pick<StreamOptions<Event>, 'signal' | 'onEvent' | 'onReconnect' | 'onStop'>,
    toEvent = rootOf as (data: Data) => Event,
  ): MxStream<Event> {
    const request = { query: toText(document), variables };
    return createStream({ ...rest, request, transport, pace, environment, wake, toEvent });
  }

  async function send<Result>(
    document: MxDocument<Result, never>,
    variables: unknown,
    { signal, ...rest }: MutationOptions,
  ): Promise<Result> {
    const request = { query: toText(document), variables: (variables ?? {}) as Data };
    const { isRepeatable = false } = rest;
    const data = await http.send(request, {
      isRepeatable,
      timeoutMs: rest.timeoutMs ?? timeoutMs,
      signal,
    });
    return data as Result;
  }

  const mutate: MxClient['mutate'] = (document, ...[variables, rest = {}]) =>
    send(document, variables, rest);
  return {
    query: (document, ...[variables, rest = {}]) =>
      send(document, variables, { ...rest, isRepeatable: true }),
    mutate,
    subscribe: (document, ...[variables, { signal, onReconnect } = {}]) =>
      start(document, (variables ?? {}) as Data, { signal, onReconnect }, (data) => data as never),
    ...createWatchers({ start, answer: (input) => mutate(AnswerChallenges, { input }) }),
    wake,
  };
}

const rootOf = (data: Data) => Object.values(data)[0];

/** The same address for sockets; a path alone is on the page's own origin. */
function toSocketUrl(url: string): string {
  const { location } = globalThis as { readonly location?: { readonly href: string } };
  const address = url.startsWith('http') ? url : new URL(url, location?.href).href;
  return address.replace(/^http/, 'ws');
}
