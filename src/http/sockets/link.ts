import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { type LimitName, limits } from '../../limits.ts';
import type { OperationRate } from '../../operation/rules/operation-rate.ts';
import { HAS_GONE } from '../client.ts';
import { createFrameReader, type Frame } from './frames.ts';

export interface SocketLinkOptions {
  readonly socket: WebSocket;
  /** What the socket runs on. */
  readonly stream: Duplex;
  /** Of frames, from the acknowledgement on. */
  readonly rate: OperationRate;
  /** Told of each bound that closes the socket. */
  readonly limited: (hit: { readonly limit: LimitName }) => void;
}

/** One WebSocket: what is sent on it never piles up, and what comes never comes too fast. */
export interface SocketLink {
  /** Aborted once the socket is closed or about to be, by whichever side. */
  readonly gone: AbortSignal;
  /** Settles when little waits to be sent, or when the socket has gone. */
  readonly room: () => Promise<void>;
  /**
   * Sends the text that `make` returns when there is room for it, in the order of the calls;
   * undefined sends nothing. Settles when it was sent, or when the socket has gone.
   */
  readonly send: (make: () => string | undefined) => Promise<void>;
  /** Sends this text as soon as there is room, unless another one replaces it until then. */
  readonly answer: (text: string) => void;
  /** How many texts wait for room. */
  readonly waiting: () => number;
  /** The client may send as many frames as a caller who is let in. */
  readonly trust: () => void;
  readonly close: (code: number, reason: string) => void;
  /** The same for a client that breaks the rules: nothing more of it is read. */
  readonly shut: (code: number, reason: string) => void;
}

/** A client that has not sent a frame between two pings is taken for dead. */
const PING_MS = 12_000;
/** A client that does not answer a close is cut off after so long. */
export const CLOSE_TIMEOUT_MS = 1_000;
/** So much of a message costs as much as a frame of its own. */
const FRAME_BYTES = 4_096;

/** From this opcode on a frame is no part of a message. */
const CONTROL = 8;

export function createSocketLink(options: SocketLinkOptions): SocketLink {
  const { socket, stream, rate, limited } = options;
  const gone = new AbortController();
  const queue: { readonly make: () => string | undefined; readonly done: () => void }[] = [];
  let rooms: (() => void)[] = [];
  let answer: string | undefined;
  let pong: Buffer | undefined;
  let isTrusted = false;
  let initFrames = 0;
  let messageBytes = 0;
  let isHeard = true;
  let isPinged = false;

  const hasRoom = () => socket.bufferedAmount <= limits.socketBacklogBytes;

  function write(text: string, done?: () => void): void {
    socket.send(text, () => {
      done?.();
      flush();
    });
  }

  function flush(): void {
    while (queue.length > 0 && hasRoom() && !gone.signal.aborted) {
      const next = queue.shift();
      const text = next?.make();
      if (text === undefined) next?.done();
      else write(text, next?.done);
    }
    if (!hasRoom() || gone.signal.aborted) return;
    if (pong !== undefined) socket.pong(pong, false, flush);
    if (answer !== undefined) write(answer);
    pong = answer = undefined;
    for (const resolve of rooms.splice(0)) resolve();
  }

  function leave(): void {
    if (gone.signal.aborted) return;
    clearInterval(pings);
    gone.abort(HAS_GONE);
    for (const { done } of queue.splice(0)) done();
    for (const resolve of rooms.splice(0)) resolve();
  }

  function close(code: number, reason: string): void {
    leave();
    socket.close(code, reason);
  }

  function shut(code: number, reason: string): void {
    close(code, reason);
    stream.removeAllListeners('data');
    socket.pause();
    stream.end();
  }

  function refuse(limit: LimitName, code: number, reason: string): false {
    limited({ limit });
    shut(code, reason);
    return false;
  }

  function isTooFast({ bytes }: Frame): boolean {
    if (isTrusted)
      return !rate.take(1 + Math.floor(Math.min(bytes, limits.messageBytes) / FRAME_BYTES));
    initFrames += 1;
    return initFrames > limits.initFrames;
  }

  function onFrame(frame: Frame): boolean {
    isHeard = true;
    if (isTooFast(frame)) {
      return refuse(isTrusted ? 'socketFramesPerSecond' : 'initFrames', 4429, 'Too many messages');
    }
    if (frame.opcode >= CONTROL) return true;
    messageBytes += frame.bytes;
    if (!isTrusted && messageBytes > limits.initBytes) {
      return refuse('initBytes', 1009, 'Message too long');
    }
    if (frame.isFinal) messageBytes = 0;
    return true;
  }

  const pings = setInterval(() => {
    if (isPinged && !isHeard) return socket.terminate();
    // Behind other bytes it would say nothing.
    isPinged = socket.bufferedAmount === 0;
    isHeard = false;
    if (isPinged) socket.ping();
  }, PING_MS);

  stream.prependListener('data', createFrameReader(onFrame));
  // `ws` answers a close, but does not tell of it before the connection has ended.
  stream.on('data', () => {
    if (socket.readyState !== socket.OPEN) leave();
  });
  stream.once('end', () => {
    leave();
    // What waits to be sent may wait for ever.
    const timer = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS);
    socket.once('close', () => clearTimeout(timer));
  });
  socket.once('close', leave);
  // A broken frame: `ws` closes the socket with the code that says so.
  socket.on('error', leave);
  socket.on('ping', (data: Buffer) => {
    pong = data;
    flush();
  });

  return {
    gone: gone.signal,
    room: () =>
      gone.signal.aborted || (hasRoom() && queue.length === 0)
        ? Promise.resolve()
        : new Promise((resolve) => rooms.push(resolve)),
    send(make) {
      if (gone.signal.aborted) return Promise.resolve();
      return new Promise((done) => {
        queue.push({ make, done });
        flush();
      });
    },
    answer(text) {
      answer = text;
      flush();
    },
    waiting: () => queue.length,
    trust() {
      isTrusted = true;
    },
    close,
    shut,
  };
}
