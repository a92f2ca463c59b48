import { setImmediate } from 'node:timers/promises';
import type { OperationTypeNode } from 'graphql';
import {
  CloseCode,
  type Message,
  MessageType,
  parseMessage,
  type SubscribePayload,
} from 'graphql-ws';
import { limits } from '../../limits.ts';
import { toText } from '../../operation/result-text.ts';
import { HAS_GONE } from '../client.ts';
import type { SocketLink } from './link.ts';
import type { Emit, SocketOperation } from './operation.ts';

export interface ProtocolOptions {
  readonly link: SocketLink;
  /**
   * Admits a caller who has sent `connection_init`; false if the socket has been closed instead.
   */
  readonly admit: (params: Record<string, unknown>) => Promise<boolean>;
  /** Runs an operation. Never rejects. */
  readonly run: (operation: SocketOperation) => Promise<void>;
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

interface Running {
  readonly controller: AbortController;
  /** Undefined until its document has been read. */
  kind: OperationTypeNode | undefined;
  readonly ended: Promise<void>;
}

/**
 * The server's side of graphql-transport-ws on one socket. It does not use graphql-ws' own server,
 * which identifies an operation only by its id: if two operations have used the same id, one of
 * them is never ended.
 *
 * https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
 */
export function createProtocol({ link, admit, run, mayRun }: ProtocolOptions): Protocol {
  /** Operations that the client has not completed, by id. */
  const open = new Map<string, Running>();
  /** The operations in `open`, and completed operations that have not ended yet. */
  const running = new Set<Running>();
  let state: 'new' | 'begun' | 'acknowledged' = 'new';

  link.gone.addEventListener('abort', () => {
    for (const { controller } of running) controller.abort(HAS_GONE);
    open.clear();
  });

  async function begin(params: Record<string, unknown>): Promise<void> {
    if (!(await admit(params))) return;
    state = 'acknowledged';
    link.trust();
    await link.send(() => JSON.stringify({ type: MessageType.ConnectionAck }));
  }

  function forget(id: string, operation: Running): void {
    if (open.get(id) === operation) open.delete(id);
  }

  function createEmit(id: string, operation: Running): Emit {
    const { signal } = operation.controller;
    const sendText = (make: () => string) => link.send(() => (signal.aborted ? undefined : make()));
    const send = (message: object) => sendText(() => JSON.stringify(message));
    const nextHead = `{"id":${JSON.stringify(id)},"type":"${MessageType.Next}","payload":`;
    const sendLast = (message: object) => {
      // A client that reads this message may use the id again.
      forget(id, operation);
      return send(message);
    };
    return {
      room: link.room,
      // Other operations may send the same payload.
      next: (payload) => sendText(() => `${nextHead}${toText(payload)}}`),
      error: (payload) => sendLast({ id, type: MessageType.Error, payload }),
      complete: () => sendLast({ id, type: MessageType.Complete }),
    };
  }

  async function subscribe(id: string, payload: SubscribePayload): Promise<void> {
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const controller = new AbortController();
    const operation: Running = { controller, kind: undefined, ended };
    const emit = createEmit(id, operation);
    open.set(id, operation);
    running.add(operation);
    const onKind = (kind: OperationTypeNode) => {
      operation.kind = kind;
    };
    // An operation that the client has just completed is about to end.
    if (running.size > limits.operationsPerSocket) await setImmediate();
    if (mayRun(emit, running.size)) await run({ payload, gone: controller.signal, emit, onKind });
    running.delete(operation);
    forget(id, operation);
    resolve();
  }

  function complete(id: string): void {
    open.get(id)?.controller.abort(HAS_GONE);
    open.delete(id);
  }

  function answer(message: Message): void {
    switch (message.type) {
      case MessageType.ConnectionInit:
        if (state !== 'new')
          return link.shut(
            CloseCode.TooManyInitialisationRequests,
            'Too many initialisation requests',
          );
        state = 'begun';
        return void begin(message.payload ?? {});
      case MessageType.Ping: {
        const { payload } = message;
        return link.answer(
          JSON.stringify({ type: MessageType.Pong, payload: payload ?? undefined }),
        );
      }
      case MessageType.Pong:
        return;
      case MessageType.Subscribe:
        if (state !== 'acknowledged') return link.shut(CloseCode.Unauthorized, 'Unauthorized');
        if (open.has(message.id))
          return link.shut(CloseCode.SubscriberAlreadyExists, 'Subscriber already exists');
        return void subscribe(message.id, message.payload);
      case MessageType.Complete:
        return complete(message.id);
      case MessageType.ConnectionAck:
      case MessageType.Next:
      case MessageType.Error:
        return link.shut(CloseCode.BadRequest, 'Invalid message received');
    }
  }

  return {
    receive(text) {
      // These messages arrive while the socket is closing.
      if (link.gone.aborted) return;
      const message = readMessage(text);
      if (message === undefined) link.shut(CloseCode.BadRequest, 'Invalid message received');
      else answer(message);
    },
    async drain() {
      const left = [...running];
      for (const { kind, controller } of left)
        if (kind === 'subscription') controller.abort(HAS_GONE);
      await Promise.all(left.filter(({ kind }) => kind === 'mutation').map(({ ended }) => ended));
    },
  };
}

function readMessage(text: string): Message | undefined {
  try {
    return parseMessage(text);
  } catch {
    return undefined;
  }
}
