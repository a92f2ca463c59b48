import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { GraphQLError } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Session } from '../auth/authenticator.ts';
import { limits } from '../limits.ts';
import type { ConnectionLimit } from '../operation/connection-limit.ts';
import { responseOf } from './connections/broken-request.ts';
import { closeGently } from './connections/close-gently.ts';
import { isExpectedHost } from './host.ts';
import type { Origins } from './origins.ts';
import { readHead } from './request-head.ts';
import {
  type Phases,
  phasesOf,
  prepareOperation,
  toMessage,
  toPayload,
} from './socket-operation.ts';
import { createSocketSessions } from './socket-sessions.ts';

export interface SocketOptions extends Phases {
  readonly server: Server;
  /** Host headers that a handshake may bear: those of this host; null takes any. */
  readonly ownHost: string | null;
  readonly origins: Origins;
  /** Rejects for a caller who is not let in. */
  readonly authenticate: (authorization: string | undefined) => Promise<Session>;
  /** The token may come with each operation, as GraphiQL sends it, instead of with the connection. */
  readonly allowsLateToken: boolean;
  /** Of sockets; one more than an end user may have is closed with 4429. */
  readonly connections: ConnectionLimit;
  /** Told of each operation; false when the socket sends too many. */
  readonly countOperation: (socket: WebSocket) => boolean;
  readonly limits?: Partial<SocketLimits>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface SocketLimits {
  /** Longest message of a client, in bytes; a longer one closes its socket with 1009. */
  readonly messageBytes: number;
  /** Operations under way on one socket; one more is refused. */
  readonly operations: number;
  /** Sockets of the process; one more is refused at the handshake. */
  readonly sockets: number;
}

const defaults: SocketLimits = {
  messageBytes: limits.messageBytes,
  operations: limits.operationsPerSocket,
  sockets: limits.sockets,
};

/** A client that does not answer a close is cut off after so long. */
const CLOSE_TIMEOUT_MS = 1_000;

export interface Sockets {
  /**
   * Closes every socket with 1012 (service restart) and without completing its operations, so
   * that clients come back; those that do not answer are cut off after a second.
   */
  readonly close: () => Promise<void>;
}

// A type, since graphql-ws wants an index signature, which an interface does not have.
type Extra = { readonly request: IncomingMessage; readonly socket: WebSocket };

/** WebSocket on `/graphql`, subprotocol graphql-transport-ws. */
export function attachSockets(options: SocketOptions): Sockets {
  const { server, authenticate, connections, allowsLateToken, countOperation, mask, now } = options;
  const bounds = { ...defaults, ...options.limits };
  const own = { noServer: true, maxPayload: bounds.messageBytes, closeTimeout: CLOSE_TIMEOUT_MS };
  const sockets = new WebSocketServer(own);
  const sessions = createSocketSessions({ limit: connections, now });

  /** Closes with the code that says why when the caller is not let in. */
  async function admit({ socket, request }: Extra, params: Record<string, unknown>) {
    const authorization = textOf(params['authorization']) ?? request.headers.authorization;
    if (authorization === undefined && allowsLateToken) return true;
    try {
      const isOpen = sessions.open(socket, await authenticate(authorization));
      if (!isOpen) socket.close(4429, 'Too many sockets');
      return isOpen;
    } catch (error) {
      // Why is not told here: the client learns whether a new token or a later try may help.
      const isRefused = mask(error).extensions['code'] === 'UNAUTHENTICATED';
      if (isRefused) socket.close(4401, 'Unauthorized');
      else socket.close(1013, 'Try again later');
      return false;
    }
  }

  async function prepare(extra: Extra, payload: SubscribePayload, operations: number) {
    const { socket, request } = extra;
    // What a client has still sent to a socket that is being closed on it.
    if (socket.readyState !== socket.OPEN) return [tooManyOperations];
    if (!countOperation(socket)) {
      socket.close(4429, 'Too many operations');
      return [tooManyOperations];
    }
    if (operations > bounds.operations) return [tooManyOperations];
    // Not found by then, the token is looked for in the operation by the context.
    const session = sessions.get(socket);
    const authorization = allowsLateToken ? lateTokenOf(payload) : undefined;
    return prepareOperation(options, payload, { session, authorization, req: request });
  }

  useServer<Record<string, unknown>, Extra>(
    {
      connectionInitWaitTimeout: limits.connectionInitMs,
      isProd: true, // in development graphql-ws would tell the text of internal errors
      onConnect: ({ extra, connectionParams = {} }) => admit(extra, connectionParams),
      onSubscribe: ({ extra, subscriptions }, _id, payload) =>
        prepare(extra, payload, Object.keys(subscriptions).length),
      execute: (args) => phasesOf(args).execute(args),
      subscribe: (args) => phasesOf(args).subscribe(args),
      onError: (_context, _id, _payload, errors) => errors.map(toMessage),
      onNext: (_context, _id, _payload, _args, result) => toPayload(result),
    },
    sockets,
  );

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const isFull = sockets.clients.size >= bounds.sockets;
    const refusal = isFull ? '503 Service Unavailable' : refusalOf(request, options);
    if (refusal !== undefined) return refuse(request, refusal);
    return sockets.handleUpgrade(request, socket, head, (client) => {
      sockets.emit('connection', client, request);
      // graphql-ws would write each broken frame of a client to the console; ws closes its socket.
      client.removeAllListeners('error').on('error', () => {});
    });
  };
  server.on('upgrade', onUpgrade);

  return {
    async close() {
      server.off('upgrade', onUpgrade);
      server.on('upgrade', (request) => refuse(request, '503 Service Unavailable'));
      const closed = [...sockets.clients].map(
        (client) => new Promise((resolve) => client.once('close', resolve)),
      );
      for (const client of sockets.clients) client.close(1012, 'Service restart');
      await Promise.all(closed);
    },
  };
}

const tooManyOperations = new GraphQLError('Too many operations on this socket.', {
  extensions: { code: 'RATE_LIMITED', retryable: true, limit: 'operationsPerSocket' },
});

/** GraphiQL sends its header editor along with each operation. */
function lateTokenOf({ extensions }: SubscribePayload): string | undefined {
  const headers: unknown = extensions?.['headers'];
  if (typeof headers !== 'object' || headers === null) return undefined;
  const name = Object.keys(headers).find((key) => key.toLowerCase() === 'authorization');
  return name === undefined ? undefined : textOf(Reflect.get(headers, name));
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Why a handshake is not accepted, as a status line; undefined when it is. */
function refusalOf(
  request: IncomingMessage,
  { ownHost, origins }: Pick<SocketOptions, 'ownHost' | 'origins'>,
): string | undefined {
  if (readHead(request) !== undefined) return '400 Bad Request';
  const { url, headers } = request;
  if (ownHost !== null && !isExpectedHost(headers.host, ownHost)) return '421 Misdirected Request';
  if (url?.split('?', 1)[0] !== '/graphql') return '404 Not Found';
  // A browser lets any page open a socket to any host: only pages that are known may.
  return origins.mayRequest(headers) ? undefined : '403 Forbidden';
}

function refuse({ socket }: IncomingMessage, status: string) {
  closeGently(socket, responseOf(status));
}
