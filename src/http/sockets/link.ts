import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Departure, Leaving } from '../../departure.ts';
import { type LimitName, limits } from '../../limits.ts';
import type { OperationRate } from '../../operation/rules/operation-rate.ts';
import type { Rota } from '../../rota.ts';
import { Stop } from '../../stop.ts';
import { whyCut } from '../connections/cuts.ts';
import { type Frame, FrameReader, isControl } from './frames.ts';
import type { Pinged } from './pings.ts';
import { toTextFrame } from './text-frame.ts';
import type { SocketTraffic } from './traffic.ts';

export interface SocketLinkOptions {
  readonly socket: WebSocket;
  /** The stream under the socket. */
  readonly stream: Duplex;
  /** The rate of frames, from the acknowledgement on. */
  readonly rate: OperationRate;
  readonly pings: Rota<Pinged>;
  readonly traffic: SocketTraffic;
  /** Called for each limit that closes the socket. */
  readonly limited: (hit: { readonly limit: LimitName }) => void;
  /** `onClosed` is called once the connection has ended. */
  readonly owner: { readonly onClosed: () => void };
}

/** One WebSocket. Outgoing messages never pile up, and incoming frames never arrive too fast. */
export interface SocketLink {
  /** Aborted once either side has closed the socket or has begun to close it. */
  readonly gone: Departure;
  /** True if no text waits for room, and no byte for the client. */
  readonly isClear: () => boolean;
  /** Calls `go` when there is room again, on a link that is not clear; never once it has gone. */
  readonly onRoom: (go: () => void) => void;
  /** Sends a frame immediately, on a link that is clear. */
  readonly write: (frame: Buffer) => void;
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
  readonly close: (code: number, reason: string, why: Leaving) => void;
  /** Closes the socket of a client that breaks the rules, and reads nothing more from it. */
  readonly shut: (code: number, reason: string, why: Leaving) => void;
}

/** How long a client has to answer a close before it is disconnected. */
export const CLOSE_TIMEOUT_MS = 1_000;
/** This many bytes of a message count as a frame of their own. */
const FRAME_BYTES = 4_096;

/** A text that waits for room. */
interface Waiting {
  readonly make: () => string | undefined;
  readonly done: () => void;
}

export class Link implements SocketLink, Pinged {
  readonly gone = new Stop();
  readonly socket: WebSocket;
  readonly #stream: Duplex;
  readonly #rate: OperationRate;
  readonly #pings: Rota<Pinged>;
  readonly #traffic: SocketTraffic;
  readonly #limited: SocketLinkOptions['limited'];
  // These lists exist only while a client is slow to read.
  #queue: Waiting[] | undefined;
  #rooms: (() => void)[] | undefined;
  #answer: string | undefined;
  #pong: Buffer | undefined;
  #isTrusted = false;
  #initFrames = 0;
  #messageBytes = 0;
  isHeard = true;
  isPinged = false;

  constructor({ socket, stream, rate, pings, traffic, limited, owner }: SocketLinkOptions) {
    this.socket = socket;
    this.#stream = stream;
    this.#rate = rate;
    this.#pings = pings;
    this.#traffic = traffic;
    this.#limited = limited;
    pings.add(this);
    const frames = new FrameReader(this);
    // There are many sockets: a third listener of one event would cost ten times its own memory.
    stream.prependListener('data', (chunk: Buffer) => {
      frames.read(chunk);
      // `ws` answers a close, but does not report it before the connection has ended.
      process.nextTick(() => this.#leaveIfClosed());
    });
    stream.on('end', () => this.#endSoon());
    socket.on('close', () => {
      this.#leave(whyCut(stream));
      owner.onClosed();
    });
    // After a malformed frame, `ws` itself closes the socket with the right code.
    socket.on('error', () => this.#leave('protocol-error'));
    socket.on('ping', (data: Buffer) => {
      this.#pong = data;
      this.isWritten();
    });
  }

  isClear(): boolean {
    return this.#queue === undefined && this.#stream.writableLength === 0;
  }

  onRoom(go: () => void): void {
    (this.#rooms ??= []).push(go);
  }

  write(frame: Buffer): void {
    this.#write(frame, this.isWritten);
  }

  send(make: () => string | undefined): Promise<void> {
    if (this.gone.aborted) return Promise.resolve();
    return new Promise((done) => {
      (this.#queue ??= []).push({ make, done });
      this.isWritten();
    });
  }

  answer(text: string): void {
    this.#answer = text;
    this.isWritten();
  }

  waiting(): number {
    return this.#queue?.length ?? 0;
  }

  trust(): void {
    this.#isTrusted = true;
  }

  silence(): void {
    this.#leave('client-silent');
    this.socket.terminate();
  }

  close(code: number, reason: string, why: Leaving): void {
    this.#leave(why);
    this.socket.close(code, reason);
  }

  shut(code: number, reason: string, why: Leaving): void {
    this.close(code, reason, why);
    this.#stream.removeAllListeners('data');
    this.socket.pause();
    this.#stream.end();
  }

  onFrame(frame: Frame): boolean {
    this.isHeard = true;
    this.#traffic.framesReceived += 1;
    if (this.#isTooFast(frame)) {
      const limit = this.#isTrusted ? 'socketFramesPerSecond' : 'initFrames';
      return this.#refuse(limit, 4429, 'Too many messages');
    }
    if (isControl(frame)) return true;
    this.#messageBytes += frame.bytes;
    const limit = this.#isTrusted ? 'messageBytes' : 'initBytes';
    if (this.#messageBytes > limits[limit]) return this.#refuse(limit, 1009, 'Message too long');
    if (frame.isFinal) this.#messageBytes = 0;
    return true;
  }

  /** Sends what waits, as far as there is room. A function of its own, for `stream.write`. */
  readonly isWritten = (): void => {
    this.#sendQueue();
    if (!this.#hasRoom() || this.gone.aborted) return;
    if (this.#pong !== undefined) this.socket.pong(this.#pong, false, this.isWritten);
    if (this.#answer !== undefined) this.write(toTextFrame(this.#answer));
    this.#pong = this.#answer = undefined;
    const rooms = this.#rooms;
    this.#rooms = undefined;
    for (const go of rooms ?? []) go();
  };

  #sendQueue(): void {
    while (this.#queue !== undefined && this.#hasRoom() && !this.gone.aborted) {
      const next = this.#queue.shift();
      if (this.#queue.length === 0) this.#queue = undefined;
      const text = next?.make();
      if (text === undefined) next?.done();
      else
        this.#write(toTextFrame(text), () => {
          next?.done();
          this.isWritten();
        });
    }
  }

  /** Does not call `socket.send`, which makes a new frame of each text, and writes it in two pieces. */
  #write(frame: Buffer, isWritten: () => void): void {
    if (this.socket.readyState !== this.socket.OPEN) return process.nextTick(isWritten);
    this.#traffic.framesSent += 1;
    this.#traffic.bytesSent += frame.length;
    this.#stream.write(frame, isWritten);
  }

  #hasRoom(): boolean {
    return this.#stream.writableLength <= limits.socketBacklogBytes;
  }

  #isTooFast({ bytes }: Frame): boolean {
    if (!this.#isTrusted) {
      this.#initFrames += 1;
      return this.#initFrames > limits.initFrames;
    }
    return !this.#rate.take(1 + Math.floor(Math.min(bytes, limits.messageBytes) / FRAME_BYTES));
  }

  #refuse(limit: LimitName, code: number, reason: string): false {
    this.#limited({ limit });
    this.shut(code, reason, 'limit');
    return false;
  }

  #leaveIfClosed(): void {
    if (this.socket.readyState !== this.socket.OPEN) this.#leave(whyCut(this.#stream));
  }

  #leave(why: Leaving): void {
    if (this.gone.aborted) return;
    this.#pings.delete(this);
    this.gone.abort(why);
    const queue = this.#queue ?? [];
    this.#queue = this.#rooms = undefined;
    for (const { done } of queue) done();
  }

  #endSoon(): void {
    this.#leave('client-closed');
    const { socket } = this;
    // Unsent bytes may wait for ever.
    const timer = setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS);
    socket.once('close', () => clearTimeout(timer));
  }
}
