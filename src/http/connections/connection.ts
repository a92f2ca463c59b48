import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { closeGently, dropInput } from './close-gently.ts';
import { type Exchange, watchLastExchange } from './last-exchange.ts';

export interface ConnectionOptions {
  readonly socket: Socket;
  /** Requests that may wait behind another. */
  readonly maxWaiting: number;
  /** Runs it in a later turn of the event loop, which many connections share. */
  readonly later: (run: () => void) => void;
  /** Answers a request, sooner or later. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** Told when requests begin to be answered. */
  readonly onBusy: () => void;
  /** Told when none is left. */
  readonly onIdle: () => void;
  /** Told how many more requests wait than before. */
  readonly onWaiting: (change: number) => void;
  /** Told when too many wait. Those are answered, what follows is not read, and the connection ends. */
  readonly onFull: () => void;
}

/** The requests of one connection, answered one after the other in the order in which they came. */
export interface Connection {
  readonly socket: Socket;
  readonly take: (request: IncomingMessage, response: ServerResponse) => void;
  /** Requests behind the one that is being answered. */
  readonly waiting: () => number;
  /** True when the request that is being answered has not come whole. */
  readonly isReceiving: () => boolean;
  /** True when nothing is being answered, and a part of a request has come. */
  readonly isAsking: () => boolean;
  /** Reads no more, and closes with this response once the requests that came are answered. */
  readonly refuseRest: (text: string) => void;
  /** A response with no request behind it is the last from here on, and event streams are cut. */
  readonly stop: () => void;
  /** Ends it at once. */
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
    response.once('close', () => {
      // Answered without a pause, those that wait would keep all other connections from a turn.
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

  /** What has not been started by the end of the connection is not done. */
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
    // Nothing more will come of a request that is broken off in its body.
    if (waiting.at(-1)?.request.complete === false) onWaiting(-waiting.splice(-1).length);
    const isBroken = current?.request.complete === false;
    if (current === undefined || isBroken) {
      return closeGently(socket, current?.response.headersSent ? '' : text);
    }
    // It is still read, so that a client that goes away is noticed.
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
      // What comes after the last response.
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
