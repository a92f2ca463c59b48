import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createMxClient, type MxClient, type MxClientOptions } from '../../src/mx/client.ts';
import type { CallReport } from '../../src/mx/wire/call-report.ts';

export interface SeenRequest {
  readonly method: string;
  /** Path and query as they arrived. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A function that responds to one request. */
export type Reply = (response: ServerResponse, request: SeenRequest) => void;

export interface FakeMx extends AsyncDisposable {
  readonly baseUrl: string;
  /** The requests in the order of their arrival. */
  readonly seen: SeenRequest[];
  /** Connections opened so far. */
  readonly connections: () => number;
  /**
   * Sets the replies to the next requests, in order; the last reply applies to all further
   * requests.
   */
  readonly script: (...replies: Reply[]) => void;
}

/** A server on loopback with scripted replies; it responds with 404 until a test scripts it. */
export async function startFakeMx(...replies: Reply[]): Promise<FakeMx> {
  const seen: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let queue = replies;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
      seen.push(one);
      const reply = (queue.length > 1 ? queue.shift() : queue[0]) ?? status(404);
      reply(response, one);
    });
  });
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    seen,
    connections: () => connections,
    script: (...next) => {
      queue = next;
    },
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A JSON response. */
export function json(
  body: unknown,
  code = 200,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return (response) => {
    response.writeHead(code, { 'content-type': 'application/vnd.mx.api.v1+json', ...headers });
    response.end(JSON.stringify(body));
  };
}

/** A status without a body. */
export function status(code: number, headers: Readonly<Record<string, string>> = {}): Reply {
  return (response) => {
    response.writeHead(code, headers).end();
  };
}

/** An unchanged text, declared as JSON. */
export function raw(
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body);
  };
}

/** Resets the connection without a response. */
export const reset: Reply = (response) => {
  response.socket?.resetAndDestroy();
};

/** The head of a response and half of its body, then the end of the connection. */
export const cutMidBody: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"user":{"guid":"USR-1"', () => response.socket?.destroy());
};

/** No response, ever. */
export const silence: Reply = () => {};

/** A byte now and then, so that no idle timer fires. */
export const drip: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
};

export interface TestClient extends AsyncDisposable {
  readonly mx: FakeMx;
  readonly client: MxClient;
  readonly reports: CallReport[];
}

/** A client in front of a fake MX. By default pauses between attempts take no time. */
export async function startTestClient(
  replies: readonly Reply[] = [],
  options: Partial<MxClientOptions> = {},
): Promise<TestClient> {
  const mx = await startFakeMx(...replies);
  const reports: CallReport[] = [];
  const client = createMxClient({
    baseUrl: mx.baseUrl,
    clientId: 'test-client',
    apiKey: 'test-key',
    apiVersion: 'v20111101',
    timeoutMs: 5_000,
    random: () => 0,
    sleep: async () => {},
    onCall: (report) => reports.push(report),
    ...options,
  });
  return {
    mx,
    client,
    reports,
    [Symbol.asyncDispose]: async () => {
      await mx[Symbol.asyncDispose]();
      await client[Symbol.asyncDispose]();
    },
  };
}
