import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import type { Failure, Feed, FeedReader } from '../../feed.ts';
import { FIRST, LAST, PART_TYPES, type PartType } from './text.ts';

export interface PartSenderOptions {
  readonly response: ServerResponse;
  readonly type: PartType;
  readonly toBytes: (result: ExecutionResult) => Buffer;
  /** Called once, when nothing more is sent. */
  readonly onEnd?: (sender: PartSender) => void;
}

/**
 * Sends the results of a feed, each as one part of a response. A result is made when the client has
 * read the one before it, so that a slow client gets the latest state.
 */
export class PartSender implements FeedReader<ExecutionResult> {
  readonly #response: ServerResponse;
  readonly #results: Feed<ExecutionResult>;
  readonly #toBytes: PartSenderOptions['toBytes'];
  readonly #type: PartType;
  readonly #onEnd: (sender: PartSender) => void;
  #isOver = false;

  constructor(results: Feed<ExecutionResult>, options: PartSenderOptions) {
    const { response, type, toBytes, onEnd = () => {} } = options;
    this.#response = response;
    this.#results = results;
    this.#toBytes = toBytes;
    this.#type = type;
    this.#onEnd = onEnd;
  }

  /** Sends the head and the first boundary immediately, then each result. */
  start(): void {
    const response = this.#response;
    response.on('close', () => this.#stop());
    if (response.destroyed) return this.#stop();
    response.writeHead(200, ['content-type', PART_TYPES[this.#type]]).write(FIRST);
    this.#readOn();
  }

  take(result: ExecutionResult): void {
    if (!this.#isOpen()) return;
    if (this.#response.write(this.#toBytes(result))) this.#readOn();
    else this.#response.once('drain', () => this.#readOn());
  }

  end(failure?: Failure): void {
    if (!this.#isOpen()) return this.#stop();
    if (failure === undefined) this.#response.end(LAST);
    else this.#response.destroy();
    this.#stop();
  }

  /** Sends these bytes beside the results, unless others still wait to be sent. */
  sendBeside(bytes: Buffer): void {
    if (this.#isOpen() && this.#response.writableLength === 0) this.#response.write(bytes);
  }

  /** Ends the response with these bytes, instead of the rest of the results. */
  endWith(bytes: Buffer): void {
    if (this.#isOpen()) this.#response.write(bytes);
    this.end();
  }

  /** A response that was destroyed tells so later. */
  #isOpen(): boolean {
    return !this.#isOver && !this.#response.destroyed;
  }

  #readOn(): void {
    if (!this.#isOver) this.#results.read(this);
  }

  #stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#results.leave();
    this.#onEnd(this);
  }
}
