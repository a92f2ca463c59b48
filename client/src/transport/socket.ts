import type { Environment, WebSocketConstructor } from '../environment.ts';
import { type GatewayError, MxConnectionError, MxError } from '../errors.ts';
import type { Pace } from '../pace.ts';
import type { Tokens } from '../tokens.ts';
import { SESSION_ENDED, toClosedError, toFatalError, toLeastPauseMs } from './close-codes.ts';
import { createHeartbeat } from './heartbeat.ts';
import { createRefusals, rejectedSession } from './refusals.ts';
import type { Listener, Request, Result, Transport } from './transport.ts';

/** How long a connection may take until it is acknowledged. */
const CONNECT_MS = 15_000;

export interface SocketOptions {
  readonly url: string;
  readonly webSocket: WebSocketConstructor;
  readonly tokens: Tokens;
  readonly pace: Pace;
  readonly environment: Environment;
}

/** A message of the gateway. */
interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** One connection and the subscriptions on it. */
interface Connection {
  readonly add: (request: Request, listener: Listener) => () => void;
  readonly wake: () => void;
  readonly isOver: () => boolean;
}

/**
 * Subscriptions over graphql-transport-ws. They share a socket, which is open while there are any.
 *
 * https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
 */
export function createSocket(options: SocketOptions): Transport {
  const refusals = createRefusals(options.tokens);
  let connection: Connection | undefined;
  return {
    subscribe(request, listener) {
      if (connection === undefined || connection.isOver()) connection = connect(options, refusals);
      return connection.add(request, listener);
    },
    wake: () => connection?.wake(),
  };
}

function connect(
  { url, webSocket: Socket, tokens, pace, environment }: SocketOptions,
  refusals: ReturnType<typeof createRefusals>,
): Connection {
  const { now, later } = environment;
  const running = new Map<string, { readonly request: Request; readonly listener: Listener }>();
  let socket: InstanceType<WebSocketConstructor> | undefined;
  let authorization: string | undefined;
  let acknowledgedAt: number | undefined;
  let isOver = false;
  let count = 0;
  const cancelDeadline = later(CONNECT_MS, () => lose(new MxConnectionError('No response.')));
  const heartbeat = createHeartbeat(environment, {
    ping: () => send({ type: 'ping' }),
    onDead: () => lose(new MxConnectionError('The connection is dead.')),
  });

  const send = (message: Message) => {
    if (!isOver) socket?.send(JSON.stringify(message));
  };

  function end(code = 1000): Listener[] {
    isOver = true;
    cancelDeadline();
    heartbeat.stop();
    const listeners = [...running.values()].map(({ listener }) => listener);
    running.clear();
    socket?.close(code);
    return listeners;
  }

  function lose(error: unknown, atLeastMs?: number): void {
    if (isOver) return;
    const wasExpired = tokens.isExpiring();
    const listeners = end();
    if (acknowledgedAt === undefined) pace.failed(error, atLeastMs);
    else pace.lost(now() - acknowledgedAt, wasExpired);
    for (const listener of listeners) listener.lost();
  }

  function fail(error: MxError): void {
    if (isOver) return;
    for (const listener of end()) listener.failed(error);
  }

  function closed(code: number): void {
    if (isOver) return;
    const error = toFatalError(code);
    if (error !== undefined) fail(error);
    else if (code !== SESSION_ENDED) lose(toClosedError(code), toLeastPauseMs(code));
    else if (refusals.refused(authorization)) lose(toClosedError(code));
    else fail(rejectedSession());
  }

  function receive({ type, id = '', payload }: Message): void {
    if (isOver) return;
    heartbeat.heard();
    const listener = running.get(id)?.listener;
    switch (type) {
      case 'connection_ack':
        acknowledgedAt = now();
        cancelDeadline();
        refusals.accepted();
        heartbeat.start();
        for (const [each, { request }] of running) subscribe(each, request);
        return;
      case 'ping':
        send({ type: 'pong' });
        return;
      case 'next':
        listener?.next(payload as Result);
        return;
      case 'error':
        remove(id);
        listener?.next({ data: null, errors: payload as readonly GatewayError[] });
        return;
      case 'complete':
        remove(id);
        listener?.complete();
    }
  }

  function subscribe(id: string, payload: Request): void {
    send({ type: 'subscribe', id, payload });
  }

  function remove(id: string): void {
    running.delete(id);
    // In a moment, since the caller may be about to subscribe again.
    void Promise.resolve().then(() => {
      if (running.size === 0 && !isOver) end();
    });
  }

  async function open(): Promise<void> {
    authorization = await refusals.authorization();
    if (isOver) return;
    const opening = new Socket(url, 'graphql-transport-ws');
    socket = opening;
    opening.addEventListener('open', () =>
      send({ type: 'connection_init', ...(authorization && { payload: { authorization } }) }),
    );
    opening.addEventListener('message', ({ data }) => receive(JSON.parse(String(data)) as Message));
    opening.addEventListener('close', ({ code = 1006 }) => closed(code));
    // A close follows. Without a listener, the package `ws` would throw.
    opening.addEventListener('error', () => {});
  }

  open().catch((error: unknown) => {
    if (error instanceof MxError) fail(error);
    else lose(error);
  });

  return {
    add(request, listener) {
      count += 1;
      const id = String(count);
      running.set(id, { request, listener });
      if (acknowledgedAt !== undefined) subscribe(id, request);
      return () => {
        if (!running.has(id) || isOver) return;
        if (acknowledgedAt !== undefined) send({ type: 'complete', id });
        remove(id);
      };
    },
    wake: heartbeat.wake,
    isOver: () => isOver,
  };
}
