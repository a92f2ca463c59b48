import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { GraphQLError } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Session } from '../../auth/authenticator.ts';
import { type LimitName, limits } from '../../limits.ts';
import { rateLimited, Refusal } from '../../operation/refusal.ts';
import type { OperationRate } from '../../operation/rules/operation-rate.ts';
import { networkOf } from '../client-address.ts';
import { createSocketLink, type SocketLink } from './link.ts';
import {
  type OperationTools,
  runOperation,
  type SocketCaller,
  type SocketOperation,
  type Emit,
} from './operation.ts';
import { createProtocol } from './protocol.ts';
import type { SocketSessions } from './sessions.ts';

/** How fast a client may send. */
export interface SocketRates {
  readonly operations: OperationRate;
  readonly frames: OperationRate;
}

export interface SocketConnectionOptions extends OperationTools {
  readonly sessions: SocketSessions;
  /** Returns the rates of a new socket. */
  readonly startRates: () => SocketRates;
  /** The token may come with each operation, as GraphiQL sends it, instead of with the connection. */
  readonly allowsLateToken: boolean;
  /** Called for each limit that a client reaches. */
  readonly limited: (hit: { readonly limit: LimitName }) => void;
  /** True once no operation may start any more. */
  readonly isStopping: () => boolean;
  /**
   * Registers a socket that waits for `connection_init`. The returned function is called when it
   * has arrived.
   */
  readonly awaitBeginning: (link: SocketLink) => () => void;
}

/** A client and its socket. */
export interface SocketConnection {
  /** Closes the socket with 1012 (service restart), so that its client reconnects. */
  readonly restart: () => void;
  /**
   * Ends the streams without a message. Settles when the last mutation has finished and its
   * response has been sent, unless the client has disconnected.
   */
  readonly drain: () => Promise<void>;
}

/** Serves one client on its socket. */
export function serveSocket(
  socket: WebSocket,
  stream: Duplex,
  request: IncomingMessage,
  options: SocketConnectionOptions,
): SocketConnection {
  const { sessions, allowsLateToken, limited } = options;
  const { operations: rate, frames } = options.startRates();
  const link = createSocketLink({ socket, stream, rate: frames, limited });
  let entered: Session | readonly GraphQLError[] | undefined;
  let entering: ReturnType<SocketSessions['open']> | undefined;
  if (socket.protocol === '') {
    link.close(4406, 'Subprotocol not acceptable');
    return { restart: () => {}, drain: () => Promise.resolve() };
  }
  const begin = options.awaitBeginning(link);
  let authorization: string | undefined;

  async function admit(params: Record<string, unknown>): Promise<boolean> {
    begin();
    authorization = tokenIn(params) ?? tokenIn(params['headers']) ?? request.headers.authorization;
    if (authorization === undefined && allowsLateToken) return true;
    entered = await sessions.open(link, authorization, request);
    return entered !== undefined;
  }

  /**
   * For callers who had no user at MX: once they have one, their operations run without a new
   * connection.
   */
  async function runAgain(operation: SocketOperation): Promise<void> {
    entering ??= sessions.open(link, authorization, request).finally(() => {
      entering = undefined;
    });
    entered = await entering;
    if (entered === undefined) return;
    if (isRefused(entered)) return operation.emit.error(entered.map((error) => error.toJSON()));
    return run(operation);
  }

  function run(operation: SocketOperation): Promise<void> {
    if (isRefused(entered)) return runAgain(operation);
    const caller: SocketCaller = {
      session: entered,
      authorization: allowsLateToken ? findLateToken(operation.payload) : undefined,
      findNetwork: () => networkOf(request),
    };
    return runOperation(options, operation, caller);
  }

  function mayRun(emit: Emit, running: number): boolean {
    if (!rate.take()) {
      limited({ limit: 'socketOperationsPerSecond' });
      link.shut(4429, 'Too many operations');
      return false;
    }
    const refusal = options.isStopping()
      ? restarting
      : running > limits.operationsPerSocket
        ? tooManyOperations
        : undefined;
    if (refusal === undefined) return true;
    // A client that reads none of the refusals gets no more of them.
    if (link.waiting() > limits.operationsPerSocket) link.shut(4429, 'Too many operations');
    else void emit.error(options.mask.refusal(refusal).map((error) => error.toJSON()));
    return false;
  }

  const protocol = createProtocol({ link, admit, mayRun, run });
  socket.on('message', (data: Buffer) => protocol.receive(String(data)));
  return { restart: () => link.close(1012, 'Service restart'), drain: protocol.drain };
}

function isRefused(
  entered: Session | readonly GraphQLError[] | undefined,
): entered is readonly GraphQLError[] {
  return Array.isArray(entered);
}

const tooManyOperations = rateLimited({
  limit: 'operationsPerSocket',
  message: 'Too many operations on this socket.',
});

const restarting = new Refusal('RESTARTING', 'The gateway is stopping. Try again in a moment.');

/** GraphiQL sends the content of its headers pane with each operation. */
function findLateToken({ extensions }: SubscribePayload): string | undefined {
  return tokenIn(extensions?.['headers']);
}

/** The value under `authorization`, in upper or lower case. */
function tokenIn(headers: unknown): string | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined;
  const entries = Object.entries(headers);
  const [, token] = entries.find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  return typeof token === 'string' ? token : undefined;
}
