import type { ServerResponse } from 'node:http';
import type { Departure, Leaving } from '../departure.ts';
import type { Client } from '../operation/request.ts';
import { whyCut } from './connections/cuts.ts';

/** The clients of the open streams. */
const streams = new WeakMap<ServerResponse, HttpClient>();

/** True for a stream of events, which lasts as long as its client listens. */
export function isStream(response: ServerResponse): boolean {
  return streams.has(response);
}

/**
 * Sets what a stream does when the gateway stops. By default, and for every other reason, its
 * connection is cut.
 */
export function onStop(response: ServerResponse, stop: () => void): void {
  streams.get(response)?.onStop(stop);
}

/** Ends a stream. A second call has no effect. */
export function stopStream(response: ServerResponse, why: Leaving): void {
  streams.get(response)?.stop(why);
}

const inParts = new WeakSet<ServerResponse>();

/** Call this for a response in parts: with a part sent, there is no other way to ask for its client. */
export function endWithClient(response: ServerResponse): void {
  inParts.add(response);
}

/** True for a response that ends when its client closes its sending half. */
export function endsWithClient(response: ServerResponse): boolean {
  return inParts.has(response);
}

/**
 * The client that waits for this response. A client that has closed its sending half still counts
 * as connected, except on an event stream and on a response in parts, which the connection then
 * closes.
 *
 * @param isTold true if the last result of a stream can tell the client why the stream has ended
 */
export function toClient(response: ServerResponse, isTold = false): Client {
  return new HttpClient(response, isTold);
}

/** It is its own departure: an AbortSignal for each request would be several times as expensive. */
class HttpClient implements Client, Departure {
  readonly #response: ServerResponse;
  #listeners: Set<() => void> | undefined;
  #stop: (() => void) | undefined;
  #whyStopped: Leaving | undefined;
  readonly isTold: boolean;

  constructor(response: ServerResponse, isTold: boolean) {
    this.#response = response;
    this.isTold = isTold;
  }

  get gone(): Departure {
    return this;
  }

  get aborted(): boolean {
    const { closed, destroyed, writableFinished } = this.#response;
    // After a complete response nobody waits for anything.
    return (closed || destroyed) && !writableFinished;
  }

  get reason(): Leaving | undefined {
    if (this.#whyStopped !== undefined) return this.#whyStopped;
    return this.aborted ? whyCut(this.#response.req.socket) : undefined;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    if (this.#listeners === undefined) {
      this.#listeners = new Set();
      this.#response.on('close', () => this.#leave());
    }
    this.#listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners?.delete(listener);
  }

  #leave(): void {
    if (!this.aborted) return;
    for (const listener of this.#listeners ?? []) listener();
  }

  breakOff(): void {
    this.#response.destroy();
  }

  onStream(): void {
    streams.set(this.#response, this);
  }

  onStop(stop: () => void): void {
    this.#stop = stop;
  }

  stop(why: Leaving): void {
    this.#whyStopped ??= why;
    if (this.#stop === undefined || why !== 'stopping') this.breakOff();
    else this.#stop();
  }
}
