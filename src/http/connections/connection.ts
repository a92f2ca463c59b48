import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { closeGently, dropInput } from './close-gently.ts';
import { type Exchange, watchLastExchange } from './last-exchange.ts';

export interface ConnectionOptions {
  readonly socket: Socket;
  /** Requests that may wait behind another request. */
  readonly maxWaiting: number;
  /** Calls `run` in a later turn of the event loop, so that connections take turns. */
  readonly later: (run: () => void) => void;
  /** Responds to a request, immediately or later. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** Called when the connection starts to respond to requests. */
  readonly onBusy: () => void;
  /** Called when no request is left. */
  readonly onIdle: () => void;
  /** Called with the change in the number of waiting requests. */
  readonly onWaiting: (change: number) => void;
  /**
   * Called when too many requests wait. They get their responses, no further request is read, and
   * the connection ends.
   */
  readonly onFull: () => void;
}

/**
 * The requests of one connection. They get their responses one after the other, in the order of
 * their arrival.
 */
export interface Connection {
  readonly socket: Socket;
  readonly take: (request: IncomingMessage, response: ServerResponse) => void;
  /** The number of requests behind the current one. */
  readonly waiting: () => number;
  /** True if the current request has not arrived completely. */
  readonly isReceiving: () => boolean;
  /** True if there is no current request, and a part of a request has arrived. */
  readonly isAsking: () => boolean;
  /**
   * Reads no more requests, and closes with this response once the earlier requests have their
   * responses.
   */
  readonly refuseRest: (text: string) => void;
  /**
   * From this call on a response with no request behind it is the last of the connection, and event
   * streams are cut.
   */
  readonly stop: () => void;
  /** Destroys the connection immediately. */
  readonly cut: () => void;
}

/** A client that sends more than this after its last request is cut. */
const MAX_DROPPED_BYTES = 1024 * 1024;

export function createConnection(options: ConnectionOptions): Connection {
  const { socket, maxWaiting, later, answer, onBusy, onIdle, onWaiting, onFull } = options;
  const waiting: Exchange[] = [];
  let current: Exchange | undefined;
  let isStopping = false;
  let hasClientEnded = false;
  let lastText: string | undefined;
  let bytesWhenIdle = 0;

  socket.once('end', () => {
    hasClientEnded = true;
    if (current) prepareEnd(current);
  });

  function start(exchange: Exchange) {
    const { request, response } = exchange;
    current = exchange;
    response.on('close', () => {
      // Without a pause, many waiting requests would block all other connections.
      if (waiting.length > 0) later(next);
      else next();
    });
    prepareEnd(exchange);
    answer(request, response);
  }

  function prepareEnd(exchange: Exchange) {
    const { response } = exchange;
    const isLast = isStopping && waiting.length === 0 && lastText === undefined;
    if (isLast && !response.headersSent) response.setHeader('connection', 'close');
    const isEnding = isStopping || hasClientEnded || lastText !== undefined;
    if (isEnding) watchLastExchange(exchange, hasClientEnded);
  }

  /** Requests that have not started when the connection ends never run. */
  function dropWaiting() {
    onWaiting(-waiting.splice(0).length);
  }

  function next() {
    if (!socket.writable) dropWaiting();
    const exchange = waiting.shift();
    if (exchange !== undefined) {
      onWaiting(-1);
      return start(exchange);
    }
    current = undefined;
    bytesWhenIdle = socket.bytesRead;
    if (lastText !== undefined) closeGently(socket, lastText);
    onIdle();
  }

  function refuseRest(text: string) {
    if (lastText !== undefined) return;
    lastText = text;
    // A request with an interrupted body will never be complete.
    if (waiting.at(-1)?.request.complete === false) onWaiting(-waiting.splice(-1).length);
    const isBroken = current?.request.complete === false;
    if (current === undefined || isBroken) {
      return closeGently(socket, current?.response.headersSent ? '' : text);
    }
    // The socket is still read, so that the server notices if the client disconnects.
    dropInput(socket, MAX_DROPPED_BYTES);
    prepareEnd(current);
  }

  return {
    socket,
    waiting: () => waiting.length,
    isReceiving: () => current?.request.complete === false,
    isAsking: () => current === undefined && socket.bytesRead > bytesWhenIdle,
    refuseRest,
    take(request, response) {
      // Requests after the last response are ignored.
      if (!socket.writable || lastText !== undefined) return;
      if (current === undefined) {
        onBusy();
        return start({ request, response });
      }
      if (waiting.length === maxWaiting) {
        onFull();
        return refuseRest('');
      }
      waiting.push({ request, response });
      onWaiting(1);
    },
    stop() {
      isStopping = true;
      if (current) prepareEnd(current);
    },
    cut() {
      socket.destroy();
      dropWaiting();
    },
  };
}
