import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Hand-written HTTP over its own connection, including mistakes. */
export interface RawHttp extends Disposable {
  readonly socket: Socket;
  readonly write: (text: string) => void;
  /** Everything that has arrived so far. */
  readonly text: () => string;
  /** How many responses have begun, without interim responses. */
  readonly responses: () => number;
  /** Everything that arrived, and the reason why the connection ended: null is an orderly end. */
  readonly closed: Promise<{ readonly text: string; readonly error: string | null }>;
}

export async function connectRawHttp(url: string): Promise<RawHttp> {
  const { hostname, port } = new URL(url);
  // When the server ends its half of the connection, the client ends its half, too.
  const socket = connect({ host: hostname, port: Number(port) });
  let text = '';
  let error: string | null = null;
  socket.on('error', (reason: NodeJS.ErrnoException) => {
    error = reason.code ?? reason.message;
  });
  socket.on('data', (chunk: Buffer) => {
    text += chunk;
  });
  const closed = new Promise<{ text: string; error: string | null }>((resolve) => {
    socket.once('close', () => resolve({ text, error }));
  });
  await once(socket, 'connect');
  return {
    socket,
    write: (sent) => socket.write(sent),
    text: () => text,
    responses: () => text.split(/HTTP\/1\.1 [2-5]/).length - 1,
    closed,
    [Symbol.dispose]: () => socket.destroy(),
  };
}

/** A request without a body: its method and target, and its headers in addition to Host. */
export function requestText(target: string, ...headers: readonly string[]): string {
  return [`${target} HTTP/1.1`, 'Host: localhost', ...headers, '', ''].join('\r\n');
}

/** A POST of a GraphQL operation. */
export function postText(operation: object, ...headers: readonly string[]): string {
  const body = JSON.stringify(operation);
  const length = `Content-Length: ${Buffer.byteLength(body)}`;
  const type = 'Content-Type: application/json';
  return requestText('POST /graphql', type, length, ...headers) + body;
}
