import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Session } from '../../auth/authenticator.ts';
import type { Feed } from '../../feed.ts';
import { type LimitName, limits } from '../../limits.ts';
import { rateLimited, Refusal } from '../../operation/refusal.ts';
import type { OperationRate } from '../../operation/rules/operation-rate.ts';
import type { Rota } from '../../rota.ts';
import { nearNetworkOf, type NetworkOf } from '../client-address.ts';
import { Link, type SocketLink } from './link.ts';
import {
  type OperationTools,
  runOperation,
  type SocketCaller,
  type SocketOperation,
  type Emit,
} from './operation.ts';
import type { Pinged } from './pings.ts';
import { createProtocol, type Protocol, type ProtocolOptions } from './protocol.ts';
import type { SocketSessions } from './sessions.ts';
import type { SocketTraffic } from './traffic.ts';

/** How fast a client may send. */
export interface SocketRates {
  readonly operations: OperationRate;
  readonly frames: OperationRate;
}

export interface SocketConnectionOptions extends OperationTools {
  readonly sessions: SocketSessions;
  /** Pings the clients. */
  readonly pings: Rota<Pinged>;
  /** Counts the frames. */
  readonly traffic: SocketTraffic;
  /** Returns the rates of a new socket. */
  readonly startRates: () => SocketRates;
  /** The token may come with each operation, as GraphiQL sends it, instead of with the connection. */
  readonly allowsLateToken: boolean;
  /** Defaults to the networks behind near proxies. */
  readonly networkOf?: NetworkOf;
  /** Called for each limit that a client reaches. */
  readonly limited: (hit: { readonly limit: LimitName }) => void;
  /** True once no operation may start any more. */
  readonly isStopping: () => boolean;
  /**
   * Registers a socket that waits for `connection_init`. The returned function is called when it
   * has arrived.
   */
  readonly awaitBeginning: (link: SocketLink) => () => void;
  /** Called once the socket has closed. */
  readonly closed: (connection: SocketConnection) => void;
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
  return new ServedSocket(socket, stream, request, options);
}

class ServedSocket implements SocketConnection, ProtocolOptions {
  readonly link: SocketLink;
  readonly #options: SocketConnectionOptions;
  readonly #rate: OperationRate;
  readonly #protocol: Protocol;
  /** Undefined once the caller has been admitted, because its memory is never needed again. */
  #request: IncomingMessage | undefined;
  #authorization: string | undefined;
  #begin: (() => void) | undefined;
  #entered: Session | readonly GraphQLError[] | undefined;
  #entering: ReturnType<SocketSessions['open']> | undefined;

  constructor(
    socket: WebSocket,
    stream: Duplex,
    request: IncomingMessage,
    options: SocketConnectionOptions,
  ) {
    const { startRates, limited, pings, traffic } = options;
    const { operations, frames } = startRates();
    this.link = new Link({ socket, stream, rate: frames, pings, traffic, limited, owner: this });
    this.#options = options;
    this.#rate = operations;
    this.#request = request;
    const protocol = createProtocol(this);
    this.#protocol = protocol;
    if (socket.protocol === '') {
      this.link.close(4406, 'Subprotocol not acceptable', 'protocol-error');
      return;
    }
    this.#begin = options.awaitBeginning(this.link);
    socket.on('message', (data: Buffer) => protocol.receive(String(data)));
  }

  onClosed(): void {
    this.#options.closed(this);
  }

  restart(): void {
    this.link.close(1012, 'Service restart', 'stopping');
  }

  drain(): Promise<void> {
    return this.#protocol.drain();
  }

  async admit(params: Record<string, unknown>): Promise<boolean> {
    this.#begin?.();
    this.#begin = undefined;
    this.#authorization =
      tokenIn(params) ?? tokenIn(params['headers']) ?? this.#request?.headers.authorization;
    if (this.#authorization === undefined && this.#options.allowsLateToken) return true;
    return (await this.#enter()) !== undefined;
  }

  run(operation: SocketOperation): Promise<Feed<ExecutionResult> | void> {
    if (isRefused(this.#entered)) return this.#runAgain(operation);
    const { allowsLateToken, networkOf = nearNetworkOf } = this.#options;
    const request = this.#request;
    const caller: SocketCaller = {
      session: this.#entered,
      authorization: allowsLateToken ? findLateToken(operation.payload) : undefined,
      findNetwork: request === undefined ? noNetwork : () => networkOf(request),
    };
    return runOperation(this.#options, operation, caller);
  }

  mayRun(emit: Emit, running: number): boolean {
    const { limited, isStopping, mask } = this.#options;
    if (!this.#rate.take()) {
      limited({ limit: 'socketOperationsPerSecond' });
      this.link.shut(4429, 'Too many operations', 'limit');
      return false;
    }
    const refusal = isStopping()
      ? restarting
      : running > limits.operationsPerSocket
        ? tooManyOperations
        : undefined;
    if (refusal === undefined) return true;
    // A client that reads none of the refusals gets no more of them.
    if (this.link.waiting() > limits.operationsPerSocket) {
      this.link.shut(4429, 'Too many operations', 'limit');
    } else void emit.error(mask.refusal(refusal).map((error) => error.toJSON()));
    return false;
  }

  async #enter(): Promise<Session | readonly GraphQLError[] | undefined> {
    if (this.#request === undefined) return this.#entered;
    const { sessions } = this.#options;
    this.#entered = await sessions.open(this.link, this.#authorization, this.#request);
    if (!isRefused(this.#entered)) this.#request = this.#authorization = undefined;
    return this.#entered;
  }

  /**
   * For callers who had no user at MX: once they have one, their operations run without a new
   * connection.
   */
  async #runAgain(operation: SocketOperation): Promise<Feed<ExecutionResult> | void> {
    this.#entering ??= this.#enter().finally(() => {
      this.#entering = undefined;
    });
    const entered = await this.#entering;
    if (entered === undefined) return;
    if (isRefused(entered)) return operation.emit.error(entered.map((error) => error.toJSON()));
    return this.run(operation);
  }
}

/** An operation of an admitted caller presents no token. */
const noNetwork = () => null;

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
