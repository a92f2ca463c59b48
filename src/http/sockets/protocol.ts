import { setImmediate } from 'node:timers/promises';
import type { ExecutionResult } from 'graphql';
import {
  CloseCode,
  type Message,
  MessageType,
  parseMessage,
  type SubscribePayload,
} from 'graphql-ws';
import type { Leaving } from '../../departure.ts';
import type { Feed } from '../../feed.ts';
import { limits } from '../../limits.ts';
import type { SocketLink } from './link.ts';
import { MessageSender, type SenderOwner } from './message-sender.ts';
import type { Emit, SocketOperation } from './operation.ts';

export interface ProtocolOptions {
  readonly link: SocketLink;
  /**
   * Admits a caller who has sent `connection_init`; false if the socket has been closed instead.
   */
  readonly admit: (params: Record<string, unknown>) => Promise<boolean>;
  /** Runs an operation. Never rejects. The results of a returned feed, which never fails, are sent. */
  readonly run: (operation: SocketOperation) => Promise<Feed<ExecutionResult> | void>;
  /**
   * Called before each operation; false if the operation must not run and a response has been sent.
   */
  readonly mayRun: (emit: Emit, running: number) => boolean;
}

export interface Protocol {
  readonly receive: (text: string) => void;
  /**
   * Ends the streams without a message. Settles when the response to the last mutation in flight
   * has been sent.
   */
  readonly drain: () => Promise<void>;
}

/**
 * The server's side of graphql-transport-ws on one socket. It does not use graphql-ws' own server,
 * which identifies an operation only by its id: if two operations have used the same id, one of
 * them is never ended.
 *
 * https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
 */
export function createProtocol(options: ProtocolOptions): Protocol {
  return new SocketProtocol(options);
}

class SocketProtocol implements Protocol, SenderOwner {
  readonly #link: SocketLink;
  readonly #options: ProtocolOptions;
  /** The operations that the client waits for, and completed operations that have not ended yet. */
  #running: readonly MessageSender[] = [];
  #state: 'new' | 'begun' | 'acknowledged' = 'new';

  constructor(options: ProtocolOptions) {
    this.#link = options.link;
    this.#options = options;
    this.#link.gone.addEventListener('abort', () => {
      for (const operation of [...this.#running]) operation.abort(this.#link.gone.reason);
    });
  }

  receive(text: string): void {
    // These messages arrive while the socket is closing.
    if (this.#link.gone.aborted) return;
    const message = readMessage(text);
    if (message === undefined) this.#breach(CloseCode.BadRequest, 'Invalid message received');
    else this.#answer(message);
  }

  async drain(): Promise<void> {
    const left = [...this.#running];
    for (const operation of left)
      if (operation.kind === 'subscription') operation.abort('stopping' satisfies Leaving);
    const mutations = left.filter(({ kind }) => kind === 'mutation');
    await Promise.all(mutations.map((operation) => operation.whenEnded()));
  }

  async #begin(params: Record<string, unknown>): Promise<void> {
    if (!(await this.#options.admit(params))) return;
    this.#state = 'acknowledged';
    this.#link.trust();
    await this.#link.send(() => JSON.stringify({ type: MessageType.ConnectionAck }));
  }

  async #subscribe(id: string, payload: SubscribePayload): Promise<void> {
    const operation = new MessageSender(this.#link, id, this);
    // `push` would make room for sixteen more.
    this.#running = this.#running.concat(operation);
    // An operation that the client has just completed is about to end.
    if (this.#running.length > limits.operationsPerSocket) await setImmediate();
    if (!this.#options.mayRun(operation, this.#running.length)) return operation.finish();
    const feed = await this.#options.run({
      payload,
      gone: operation.gone,
      emit: operation,
      onKind: (kind) => {
        operation.kind = kind;
      },
    });
    if (feed instanceof Object) operation.sendAll(feed);
    else operation.finish();
  }

  /** Called when an operation has ended, for any reason. */
  onEnded(operation: MessageSender): void {
    this.#running = this.#running.filter((each) => each !== operation);
  }

  #breach(code: CloseCode, reason: string): void {
    this.#link.shut(code, reason, 'protocol-error');
  }

  #find(id: string): MessageSender | undefined {
    return this.#running.find((operation) => operation.isOpen && operation.id === id);
  }

  #answer(message: Message): void {
    switch (message.type) {
      case MessageType.ConnectionInit:
        if (this.#state !== 'new')
          return this.#breach(
            CloseCode.TooManyInitialisationRequests,
            'Too many initialisation requests',
          );
        this.#state = 'begun';
        return void this.#begin(message.payload ?? {});
      case MessageType.Ping: {
        const { payload } = message;
        return this.#link.answer(
          JSON.stringify({ type: MessageType.Pong, payload: payload ?? undefined }),
        );
      }
      case MessageType.Pong:
        return;
      case MessageType.Subscribe:
        if (this.#state !== 'acknowledged')
          return this.#breach(CloseCode.Unauthorized, 'Unauthorized');
        if (this.#find(message.id) !== undefined)
          return this.#breach(CloseCode.SubscriberAlreadyExists, 'Subscriber already exists');
        return void this.#subscribe(message.id, message.payload);
      case MessageType.Complete:
        return this.#find(message.id)?.abort('client-completed' satisfies Leaving);
      case MessageType.ConnectionAck:
      case MessageType.Next:
      case MessageType.Error:
        return this.#breach(CloseCode.BadRequest, 'Invalid message received');
    }
  }
}

function readMessage(text: string): Message | undefined {
  try {
    return parseMessage(text);
  } catch {
    return undefined;
  }
}
