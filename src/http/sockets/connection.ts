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
  type Tell,
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
  /** Of a new socket. */
  readonly startRates: () => SocketRates;
  /** The token may come with each operation, as GraphiQL sends it, instead of with the connection. */
  readonly allowsLateToken: boolean;
  /** Told of each bound that a client meets. */
  readonly limited: (hit: { readonly limit: LimitName }) => void;
  /** True once nothing more is to be begun. */
  readonly isStopping: () => boolean;
  /** Told of a socket that waits for `connection_init`; returns what to call when that has come. */
  readonly awaitBeginning: (link: SocketLink) => () => void;
}

/** A client and its socket. */
export interface SocketConnection {
  /** Closes the socket with 1012 (service restart), so that its client comes back. */
  readonly restart: () => void;
  /**
   * Ends the streams without a word. Settles when the last mutation has been answered, or made for
   * a client that has gone.
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

  /** For those who had no user at MX: once they have, they go on without a new connection. */
  async function runAgain(operation: SocketOperation): Promise<void> {
    entering ??= sessions.open(link, authorization, request).finally(() => {
      entering = undefined;
    });
    entered = await entering;
    if (entered === undefined) return;
    if (isRefused(entered)) return operation.tell.error(entered.map((error) => error.toJSON()));
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

  function mayRun(tell: Tell, running: number): boolean {
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
    // Who reads none of the refusals gets no more of them.
    if (link.waiting() > limits.operationsPerSocket) link.shut(4429, 'Too many operations');
    else void tell.error(options.mask.refusal(refusal).map((error) => error.toJSON()));
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

/** GraphiQL sends its header editor along with each operation. */
function findLateToken({ extensions }: SubscribePayload): string | undefined {
  return tokenIn(extensions?.['headers']);
}

/** The value under `authorization`, however that is written. */
function tokenIn(headers: unknown): string | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined;
  const entries = Object.entries(headers);
  const [, token] = entries.find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  return typeof token === 'string' ? token : undefined;
}
