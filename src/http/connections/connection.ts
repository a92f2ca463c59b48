import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Leaving } from '../../departure.ts';
import { closeGently, dropInput } from './close-gently.ts';
import { noteCut } from './cuts.ts';
import { type Exchange, watchLastExchange } from './last-exchange.ts';

/** What all connections of a server have in common. */
export interface ConnectionHooks {
  /** Requests that may wait behind another request. */
  readonly maxWaiting: number;
  /** Calls `run` in a later turn of the event loop, so that connections take turns. */
  readonly later: (connection: Connection, run: () => void) => void;
  /** Responds to a request, immediately or later. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** Called when the connection starts to respond to requests. */
  readonly onBusy: (connection: Connection) => void;
  /** Called when no request is left. */
  readonly onIdle: (connection: Connection) => void;
  /** Called with the change in the number of waiting requests. */
  readonly onWaiting: (change: number) => void;
  /**
   * Called when too many requests wait. They get their responses, no further request is read, and
   * the connection ends.
   */
  readonly onFull: () => void;
}

/** A client that sends more than this after its last request is cut. */
const MAX_DROPPED_BYTES = 1024 * 1024;

/**
 * The requests of one connection. They get their responses one after the other, in the order of
 * their arrival.
 */
export class Connection {
  readonly socket: Socket;
  readonly #hooks: ConnectionHooks;
  readonly #waiting: Exchange[] = [];
  #current: Exchange | undefined;
  #isStopping = false;
  #hasClientEnded = false;
  #lastText: string | undefined;
  #bytesWhenIdle = 0;

  constructor(socket: Socket, hooks: ConnectionHooks) {
    this.socket = socket;
    this.#hooks = hooks;
    socket.on('end', this.#onEnd);
  }

  /** The number of requests behind the current one. */
  waiting(): number {
    return this.#waiting.length;
  }

  /** True if the current request has not arrived completely. */
  isReceiving(): boolean {
    return this.#current?.request.complete === false;
  }

  /** True if there is no current request, and a part of a request has arrived. */
  isAsking(): boolean {
    return this.#current === undefined && this.socket.bytesRead > this.#bytesWhenIdle;
  }

  take(request: IncomingMessage, response: ServerResponse): void {
    const { maxWaiting, onBusy, onFull, onWaiting } = this.#hooks;
    // Requests after the last response are ignored.
    if (!this.socket.writable || this.#lastText !== undefined) return;
    if (this.#current === undefined) {
      onBusy(this);
      return this.#start({ request, response });
    }
    if (this.#waiting.length === maxWaiting) {
      onFull();
      return this.refuseRest('');
    }
    this.#waiting.push({ request, response });
    onWaiting(1);
  }

  /**
   * Reads no more requests, and closes with this response once the earlier requests have their
   * responses.
   */
  refuseRest(text: string): void {
    if (this.#lastText !== undefined) return;
    this.#lastText = text;
    // A request with an interrupted body will never be complete.
    if (this.#waiting.at(-1)?.request.complete === false) {
      this.#hooks.onWaiting(-this.#waiting.splice(-1).length);
    }
    const current = this.#current;
    const isBroken = current?.request.complete === false;
    if (current === undefined || isBroken) {
      return closeGently(this.socket, current?.response.headersSent ? '' : text);
    }
    // The socket is still read, so that the server notices if the client disconnects.
    dropInput(this.socket, MAX_DROPPED_BYTES);
    this.#prepareEnd(current);
  }

  /**
   * From this call on a response with no request behind it is the last of the connection, and event
   * streams are cut.
   */
  stop(): void {
    this.#isStopping = true;
    if (this.#current) this.#prepareEnd(this.#current);
  }

  /** Destroys the connection immediately. */
  cut(why: Leaving): void {
    noteCut(this.socket, why);
    this.socket.destroy();
    this.#dropWaiting();
  }

  /** Leaves the socket to another protocol. */
  release(): void {
    this.socket.off('end', this.#onEnd);
  }

  readonly #onEnd = (): void => {
    this.#hasClientEnded = true;
    if (this.#current) this.#prepareEnd(this.#current);
  };

  #start(exchange: Exchange): void {
    const { request, response } = exchange;
    this.#current = exchange;
    response.on('close', () => {
      // Without a pause, many waiting requests would block all other connections.
      if (this.#waiting.length > 0) this.#hooks.later(this, () => this.#next());
      else this.#next();
    });
    this.#prepareEnd(exchange);
    this.#hooks.answer(request, response);
  }

  #prepareEnd(exchange: Exchange): void {
    const { response } = exchange;
    const hasLastText = this.#lastText !== undefined;
    const isLast = this.#isStopping && this.#waiting.length === 0 && !hasLastText;
    if (isLast && !response.headersSent) response.setHeader('connection', 'close');
    const why = this.#whyEnding();
    if (why !== undefined) watchLastExchange(exchange, why);
  }

  #whyEnding(): Leaving | undefined {
    if (this.#hasClientEnded) return 'client-closed';
    if (this.#isStopping) return 'stopping';
    if (this.#lastText === undefined) return undefined;
    // Without a text, too many requests wait.
    return this.#lastText === '' ? 'limit' : 'protocol-error';
  }

  /** Requests that have not started when the connection ends never run. */
  #dropWaiting(): void {
    this.#hooks.onWaiting(-this.#waiting.splice(0).length);
  }

  #next(): void {
    if (!this.socket.writable) this.#dropWaiting();
    const exchange = this.#waiting.shift();
    if (exchange !== undefined) {
      this.#hooks.onWaiting(-1);
      return this.#start(exchange);
    }
    this.#current = undefined;
    this.#bytesWhenIdle = this.socket.bytesRead;
    if (this.#lastText !== undefined) closeGently(this.socket, this.#lastText);
    this.#hooks.onIdle(this);
  }
}
