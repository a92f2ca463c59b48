import { WebSocket } from 'ws';
import type { Data } from '../../support/gateway.ts';
import { kotlinFrames, toKotlinPost } from './kotlin.ts';
import { type Following, type MobileWire, SentError } from './mobile-client.ts';

/** OkHttp's `pingInterval`: without a pong before the next ping, the connection has failed. */
const PING_MS = 5_000;

/** Apollo Kotlin with WebSocketNetworkTransport and GraphQLWsProtocol. */
export const kotlinWire: MobileWire = { toPost: toKotlinPost, follow };

async function follow({ url, getToken, operation, next, signal }: Following): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', {
    headers: { 'User-Agent': 'okhttp/4.12.0', 'Accept-Encoding': 'gzip' },
  });
  const id = kotlinFrames.toId();
  let hasPong = true;
  const pings = setInterval(() => {
    if (!hasPong) socket.terminate();
    hasPong = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, PING_MS);
  const leave = () => {
    if (socket.readyState === socket.OPEN) socket.send(kotlinFrames.complete(id));
    socket.close(1000);
  };
  signal.addEventListener('abort', leave);
  socket.on('pong', () => (hasPong = true));
  socket.on('open', async () => {
    socket.send(kotlinFrames.init({ authorization: `Bearer ${await getToken()}` }));
  });
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(String(data)) as Data;
    if (message['type'] === 'connection_ack') socket.send(kotlinFrames.subscribe(id, operation));
    if (message['type'] === 'ping') socket.send(kotlinFrames.pong());
    if (message['type'] === 'next') next(message['payload'].data as Data);
    if (message['type'] === 'error') reject(new SentError(message['payload']));
    if (message['type'] === 'complete') resolve();
  });
  socket.on('error', reject);
  socket.on('close', (code) => reject(new Error(`ApolloWebSocketClosedException ${code}`)));
  try {
    return await promise;
  } finally {
    clearInterval(pings);
    signal.removeEventListener('abort', leave);
    socket.close(1000);
  }
}
