import type { ExecutionResult, OperationTypeNode } from 'graphql';
import { MessageType } from 'graphql-ws';
import type { Feed, FeedReader } from '../../feed.ts';
import { toText } from '../../operation/result-text.ts';
import { Stop } from '../../stop.ts';
import type { SocketLink } from './link.ts';
import type { Emit } from './operation.ts';
import { toNextFrame } from './text-frame.ts';

/** The owner of an operation. */
export interface SenderOwner {
  /** Called once, when the operation has ended. */
  readonly onEnded: (sender: MessageSender) => void;
}

/** One operation of a socket, as far as its messages and its end are concerned. */
export class MessageSender implements Emit, FeedReader<ExecutionResult> {
  readonly id: string;
  readonly #link: SocketLink;
  readonly #owner: SenderOwner;
  /** Undefined until its document has been read. */
  kind: OperationTypeNode | undefined;
  /** False once the client may use the id again. */
  isOpen = true;
  #hasEnded = false;
  #onEnd: (() => void) | undefined;
  /** Aborted when the client has completed the operation or has disconnected. */
  readonly gone = new Stop();
  #results: Feed<ExecutionResult> | undefined;

  constructor(link: SocketLink, id: string, owner: SenderOwner) {
    this.#link = link;
    this.id = id;
    this.#owner = owner;
  }

  next(payload: object): Promise<void> {
    const head = `{"id":${JSON.stringify(this.id)},"type":"${MessageType.Next}","payload":`;
    // Without this variable, a slow client would keep the whole result in memory, too.
    const { text } = toText(payload);
    return this.#send(() => `${head}${text}}`);
  }

  error(payload: readonly object[]): Promise<void> {
    return this.#sendLast({ id: this.id, type: MessageType.Error, payload });
  }

  complete(): Promise<void> {
    return this.#sendLast({ id: this.id, type: MessageType.Complete });
  }

  /** Ends the operation without a message, for a reason that its stream reports. */
  abort(why: unknown): void {
    this.isOpen = false;
    this.gone.abort(why);
    const results = this.#results;
    if (results === undefined) return;
    this.#results = undefined;
    results.leave();
    this.finish();
  }

  /**
   * Sends the results of a stream, then its end. A slow client gets the latest result, because no
   * result is made before the client has read the one before it.
   */
  sendAll(results: Feed<ExecutionResult>): void {
    if (this.gone.aborted) {
      results.leave();
      return this.finish();
    }
    this.#results = results;
    this.#readOn();
  }

  take(result: ExecutionResult): void {
    if (this.#link.isClear()) {
      this.#link.write(toNextFrame(this.id, toText(result).text));
      this.#readOn();
    } else void this.next(result).then(() => this.#readOn());
  }

  end(): void {
    if (this.#results === undefined) return;
    this.#results = undefined;
    void this.complete().then(() => this.finish());
  }

  /** Call this when nothing more will be sent. */
  finish(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.isOpen = false;
    this.#owner.onEnded(this);
    this.#onEnd?.();
  }

  whenEnded(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#hasEnded) resolve();
      else this.#onEnd = resolve;
    });
  }

  #readOn(): void {
    if (this.#results === undefined) return;
    if (this.#link.isClear()) this.#results.read(this);
    else this.#link.onRoom(() => this.#readOn());
  }

  #send(make: () => string): Promise<void> {
    return this.#link.send(() => (this.gone.aborted ? undefined : make()));
  }

  #sendLast(message: object): Promise<void> {
    // A client that reads this message may use the id again.
    this.isOpen = false;
    return this.#send(() => JSON.stringify(message));
  }
}
