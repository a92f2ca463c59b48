import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { handleProtocols } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { limits } from '../../limits.ts';
import { Refusal } from '../../operation/refusal.ts';
import { checkHead, checkOrigin, toPath } from '../checks.ts';
import { toRawResponse } from '../connections/broken-request.ts';
import { closeGently } from '../connections/close-gently.ts';
import type { Origins } from '../origins.ts';
import { type RefusedRequest, toSource } from '../refused-request.ts';
import { createBeginnings } from './beginnings.ts';
import { type SocketConnectionOptions, serveSocket, type SocketConnection } from './connection.ts';
import { CLOSE_TIMEOUT_MS } from './link.ts';
import { createPings } from './pings.ts';
import { createSocketSessions, type SocketSessionOptions } from './sessions.ts';
import { createTraffic, type SocketTraffic } from './traffic.ts';

export interface SocketOptions
  extends
    SocketSessionOptions,
    Omit<
      SocketConnectionOptions,
      'sessions' | 'awaitBeginning' | 'isStopping' | 'pings' | 'traffic' | 'closed'
    > {
  readonly server: Server;
  /** A handshake's Host header must name this host; null accepts any Host header. */
  readonly ownHost: string | null;
  readonly origins: Origins;
  /** Called for each handshake that is refused because of its content. */
  readonly onRefused?: (refused: RefusedRequest) => void;
}

export interface Sockets {
  /**
   * Closes every socket with 1012 (service restart) and without completing its streams, so that
   * clients reconnect. Clients that do not answer the close are disconnected after a second. A
   * socket with a mutation in flight is closed once the response has been sent.
   */
  readonly close: () => Promise<void>;
  /** The open sockets, and what all sockets have sent and received. */
  readonly counts: () => SocketTraffic & { readonly open: number };
}

/**
 * The chunks that one frame may arrive in: a frame that arrives in chunks of one byte would use
 * many times its size in memory.
 */
const MAX_CHUNKS = 1_024;

/** WebSocket on `/graphql`, subprotocol graphql-transport-ws. */
export function attachSockets(options: SocketOptions): Sockets {
  const { server, limited, onRefused = () => {} } = options;
  const own = {
    noServer: true,
    // The link answers pings, and only while the client reads the answers.
    autoPong: false,
    maxPayload: limits.messageBytes,
    maxBufferedChunks: MAX_CHUNKS,
    closeTimeout: CLOSE_TIMEOUT_MS,
    handleProtocols,
    // `connections` has all of them.
    clientTracking: false,
  };
  const sockets = new WebSocketServer(own);
  /** The connections, and after the end of a socket those with a mutation in flight. */
  const connections = new Map<SocketConnection, WebSocket>();
  const traffic = createTraffic();
  let open = 0;
  let isStopping = false;
  const connectionOptions: SocketConnectionOptions = {
    ...options,
    isStopping: () => isStopping,
    pings: createPings(),
    traffic,
    sessions: createSocketSessions(options),
    awaitBeginning: createBeginnings({
      waitMs: limits.connectionInitMs,
      most: limits.socketsNotBegun,
      limited,
    }),
    closed(connection) {
      open -= 1;
      void connection.drain().then(() => connections.delete(connection));
    },
  };

  function check(request: IncomingMessage): Refusal | undefined {
    if (open >= limits.sockets) {
      limited({ limit: 'sockets' });
      return tooManySockets;
    }
    const refusal = checkHandshake(request, options);
    if (refusal !== undefined) {
      const { http: { status } = unavailable, message: reason } = refusal;
      onRefused({ what: 'handshake', status, reason, from: toSource(request) });
    }
    return refusal;
  }

  const onUpgrade = (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const refusal = check(request);
    if (refusal !== undefined) return refuse(request, refusal);
    return sockets.handleUpgrade(request, stream, head, (socket) => {
      // The socket is closed with 4406, because a browser cannot read the status of a handshake.
      if (socket.protocol === '') onRefused({ ...otherProtocol, from: toSource(request) });
      connections.set(serveSocket(socket, stream, request, connectionOptions), socket);
      open += 1;
    });
  };
  server.on('upgrade', onUpgrade);

  return {
    counts: () => ({ open, ...traffic }),
    async close() {
      server.off('upgrade', onUpgrade);
      server.on('upgrade', (request) => refuse(request, stopping));
      const closed = [...connections.values()]
        .filter(({ readyState, CLOSED }) => readyState !== CLOSED)
        .map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      isStopping = true;
      const timer = new AbortController();
      const late = delay(limits.drainMs - CLOSE_TIMEOUT_MS, undefined, timer).catch(() => {});
      const ended = [...connections.keys()].map(async (connection) => {
        // A mutation that takes longer is interrupted; its client cannot know the outcome.
        await Promise.race([connection.drain(), late]);
        connection.restart();
      });
      await Promise.all([...ended, ...closed]);
      timer.abort();
    },
  };
}

const otherProtocol = {
  what: 'handshake',
  status: 101,
  reason: 'The subprotocol is not graphql-transport-ws.',
} as const;
const unavailable = { status: 503 } as const;
const stopping = new Refusal('RESTARTING', 'The gateway is restarting.', { http: unavailable });
const tooManySockets = new Refusal('RATE_LIMITED', 'Too many sockets are open.', {
  limit: 'sockets',
  http: unavailable,
});
const elsewhere = new Refusal('BAD_USER_INPUT', 'WebSockets are served at /graphql.', {
  http: { status: 404 },
});

function checkHandshake(
  request: IncomingMessage,
  { ownHost, origins }: Pick<SocketOptions, 'ownHost' | 'origins'>,
): Refusal | undefined {
  return (
    checkHead(request, ownHost) ??
    (toPath(request) === '/graphql' ? undefined : elsewhere) ??
    // A browser lets any page open a socket to any host. The gateway only accepts known pages.
    checkOrigin(request, origins)
  );
}

function refuse({ socket }: IncomingMessage, refusal: Refusal): void {
  closeGently(socket, toRawResponse(refusal));
}
