import type { ServerResponse } from 'node:http';
import type { Departure } from '../departure.ts';
import type { Client } from '../operation/request.ts';

/** The abort reason is a string because an error's stack would keep the response in memory. */
export const HAS_GONE = 'The client disconnected.';

const streams = new WeakSet<ServerResponse>();

/** True for an event stream, which lasts as long as its client listens. */
export function isStream(response: ServerResponse): boolean {
  return streams.has(response);
}

/**
 * The client that waits for this response. A client that has closed its sending half still counts
 * as connected, except on an event stream, which the connection then closes.
 */
export function toClient(response: ServerResponse): Client {
  return new HttpClient(response);
}

/** It is its own departure: an AbortSignal for each request would be several times as expensive. */
class HttpClient implements Client, Departure {
  readonly #response: ServerResponse;
  #listeners: Set<() => void> | undefined;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  get gone(): Departure {
    return this;
  }

  get aborted(): boolean {
    const { closed, destroyed, writableFinished } = this.#response;
    // After a complete response nobody waits for anything.
    return (closed || destroyed) && !writableFinished;
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
    streams.add(this.#response);
  }
}
