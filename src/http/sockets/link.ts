import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { type LimitName, limits } from '../../limits.ts';
import type { OperationRate } from '../../operation/rules/operation-rate.ts';
import { HAS_GONE } from '../client.ts';
import { createFrameReader, type Frame } from './frames.ts';
import { toTextFrame } from './text-frame.ts';

export interface SocketLinkOptions {
  readonly socket: WebSocket;
  /** The stream under the socket. */
  readonly stream: Duplex;
  /** The rate of frames, from the acknowledgement on. */
  readonly rate: OperationRate;
  /** Called for each limit that closes the socket. */
  readonly limited: (hit: { readonly limit: LimitName }) => void;
}

/** One WebSocket. Outgoing messages never pile up, and incoming frames never arrive too fast. */
export interface SocketLink {
  /** Aborted once either side has closed the socket or has begun to close it. */
  readonly gone: AbortSignal;
  /** Settles when there is room to send, or when the socket has closed. */
  readonly room: () => Promise<void>;
  /**
   * Calls `make` when there is room and sends the text that it returns, in the order of the calls;
   * undefined sends nothing. Settles when the text has been sent, or when the socket has closed.
   */
  readonly send: (make: () => string | undefined) => Promise<void>;
  /** Sends this text as soon as there is room, unless a later text replaces it before. */
  readonly answer: (text: string) => void;
  /** How many texts wait for room. */
  readonly waiting: () => number;
  /** From this call on the client may send frames at the rate of an admitted caller. */
  readonly trust: () => void;
  readonly close: (code: number, reason: string) => void;
  /** Closes the socket of a client that breaks the rules, and reads nothing more from it. */
  readonly shut: (code: number, reason: string) => void;
}

/** A client that has not sent a frame between two pings is treated as dead. */
const PING_MS = 12_000;
/** How long a client has to answer a close before it is disconnected. */
export const CLOSE_TIMEOUT_MS = 1_000;
/** This many bytes of a message count as a frame of their own. */
const FRAME_BYTES = 4_096;

/** From this opcode on a frame is not part of a message. */
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

  /** Does not call `socket.send`, which makes a new frame of each text, and writes it in two pieces. */
  function write(text: string, done?: () => void): void {
    const isWritten = () => {
      done?.();
      flush();
    };
    if (socket.readyState === socket.OPEN) stream.write(toTextFrame(text), isWritten);
    else process.nextTick(isWritten);
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
    // A ping behind other bytes would prove nothing.
    isPinged = socket.bufferedAmount === 0;
    isHeard = false;
    if (isPinged) socket.ping();
  }, PING_MS);

  stream.prependListener('data', createFrameReader(onFrame));
  // `ws` answers a close, but does not report it before the connection has ended.
  stream.on('data', () => {
    if (socket.readyState !== socket.OPEN) leave();
  });
  stream.once('end', () => {
    leave();
    // Unsent bytes may wait for ever.
    const timer = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS);
    socket.once('close', () => clearTimeout(timer));
  });
  socket.once('close', leave);
  // After a malformed frame, `ws` itself closes the socket with the right code.
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
