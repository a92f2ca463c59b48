import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A server that responds to requests with bytes of a test's choice. */
export interface WireServer extends AsyncDisposable {
  readonly origin: string;
  readonly port: number;
  /** Connections so far. */
  readonly connections: () => number;
  /** Requests so far, each with its head and body as they arrived. */
  readonly requests: readonly string[];
}

/** Called with each complete request, its socket, and the number of requests before it. */
export type OnRequest = (socket: Socket, request: string, index: number) => void;

/** Listens on a loopback address; by default on a free port. */
export async function startWireServer(
  onRequest: OnRequest,
  { host = '127.0.0.1', port = 0 }: { readonly host?: string; readonly port?: number } = {},
): Promise<WireServer> {
  const sockets = new Set<Socket>();
  const requests: string[] = [];
  let connections = 0;
  const server: Server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    let text = '';
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const headEnd = text.indexOf('\r\n\r\n');
      if (headEnd === -1) return;
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      if (text.length < headEnd + 4 + length) return;
      requests.push(text);
      onRequest(socket, text, requests.length - 1);
      text = '';
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    origin: `http://${host}:${address.port}`,
    port: address.port,
    connections: () => connections,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A complete HTTP/1.1 response. */
export function answer(body: string, head: readonly string[] = [], status = '200 OK'): string {
  const lines = [
    `HTTP/1.1 ${status}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    ...head,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** MX's response for a user with this e-mail address. */
export function userAnswer(email = 'own@example.com', head: readonly string[] = []): string {
  return answer(JSON.stringify({ user: { guid: 'USR-1', email } }), head);
}
