import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { joinRedis, type RedisOptions } from '../../../src/shared/redis/redis.ts';
import type { SharedState } from '../../../src/shared/shared-state.ts';

/** A replica that reports more often than in production, so that tests do not wait. */
export function joinFast(url: string, options: Partial<RedisOptions> = {}): Promise<SharedState> {
  return joinRedis({
    url,
    namespace: 'test',
    monotonicNow: () => performance.now(),
    leaseMs: 10_000,
    beatMs: 50,
    timeoutMs: 5_000,
    ...options,
  });
}

/** A way to Redis that can be cut. Nothing passes afterwards, and nobody is told. */
export async function startRelay(url: string): Promise<{
  readonly url: string;
  readonly cut: () => void;
  /** Cuts the connections that are open. New ones can be made. */
  readonly stall: () => void;
}> {
  const { port } = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), '127.0.0.1');
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => {});
      from.on('data', (bytes) => void to.write(bytes));
      from.on('close', () => void to.destroy());
    }
  });
  const stall = () => {
    for (const socket of sockets) socket.removeAllListeners('data').pause();
    sockets.clear();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stall,
    cut() {
      stall();
      server.close();
    },
  };
}
