import { once } from 'node:events';
import { WebSocket } from 'ws';

/** A message of graphql-transport-ws. */
export interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

export interface RawSocket extends AsyncDisposable {
  readonly socket: WebSocket;
  readonly send: (message: Message) => void;
  readonly subscribe: (id: string, query: string, variables?: Record<string, unknown>) => void;
  /** The next unread message about this operation; waits five seconds at most. */
  readonly next: (id: string) => Promise<Message>;
  /** Every message about operations so far. */
  readonly messages: readonly Message[];
  /** Code and reason, once the socket is closed. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

export interface RawSocketOptions {
  readonly protocols?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** If false, `connection_init` is not sent. */
  readonly isInitiated?: boolean;
  /** The payload of `connection_init`. */
  readonly params?: Readonly<Record<string, unknown>>;
}

/**
 * A WebSocket for hand-written graphql-transport-ws, including mistakes. It is acknowledged, or
 * closed by a gateway that does not admit its caller.
 */
export async function openRawSocket(
  url: string,
  options: RawSocketOptions = {},
): Promise<RawSocket> {
  const {
    protocols = ['graphql-transport-ws'],
    headers = {},
    isInitiated = true,
    params,
  } = options;
  const socket = new WebSocket(url.replace('http', 'ws'), [...protocols], { headers });
  const messages: Message[] = [];
  const unread = new Map<string, Message[]>();
  const waiting = new Map<string, (message: Message) => void>();
  const acknowledged = Promise.withResolvers<void>();
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });

  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(String(data)) as Message;
    if (message.type === 'connection_ack') return acknowledged.resolve();
    if (message.id === undefined) return;
    messages.push(message);
    const take = waiting.get(message.id);
    waiting.delete(message.id);
    if (take) return take(message);
    unread.set(message.id, [...(unread.get(message.id) ?? []), message]);
  });
  await once(socket, 'open');

  const send = (message: Message) => socket.send(JSON.stringify(message));
  if (isInitiated) {
    send({ type: 'connection_init', payload: params });
    await Promise.race([acknowledged.promise, closed]);
  }
  return {
    socket,
    messages,
    closed,
    send,
    subscribe: (id, query, variables) =>
      send({ type: 'subscribe', id, payload: { query, variables } }),
    next(id) {
      const message = unread.get(id)?.shift();
      if (message !== undefined) return Promise.resolve(message);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`Nothing came for ${id}`)), 5_000);
        waiting.set(id, (given) => {
          clearTimeout(timer);
          resolve(given);
        });
      });
    },
    async [Symbol.asyncDispose]() {
      socket.terminate();
      await closed;
    },
  };
}
