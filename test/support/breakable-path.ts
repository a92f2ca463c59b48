import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A path to a server that a test can break. */
export interface BreakablePath extends AsyncDisposable {
  readonly url: string;
  /** Resets every connection. */
  readonly cut: () => void;
  /**
   * Stops all traffic on open connections, without a notice to either end; later connections work
   * normally.
   */
  readonly mute: () => void;
  /** After a call with false, connections are reset until a call with true. */
  readonly setOpen: (isOpen: boolean) => void;
}

interface Way {
  readonly ends: readonly [Socket, Socket];
  isMuted: boolean;
}

/** @param url the URL of a server on loopback */
export async function openBreakablePath(url: string): Promise<BreakablePath> {
  const ways = new Set<Way>();
  let isOpen = true;

  const server = createServer((incoming) => {
    if (!isOpen) {
      incoming.resetAndDestroy();
      return;
    }
    const outgoing = connect(Number(new URL(url).port), '127.0.0.1');
    const way: Way = { ends: [incoming, outgoing], isMuted: false };
    ways.add(way);
    join(way, incoming, outgoing);
    join(way, outgoing, incoming);
  });

  function join(way: Way, from: Socket, to: Socket): void {
    from.on('error', () => {});
    from.on('data', (chunk) => {
      if (!way.isMuted) to.write(chunk);
    });
    from.once('close', () => {
      if (way.isMuted) return;
      ways.delete(way);
      to.destroy();
    });
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('No port');
  return {
    url: Object.assign(new URL(url), { port: address.port }).href,
    cut: () => {
      for (const { ends } of ways) for (const end of ends) end.resetAndDestroy();
    },
    mute: () => {
      for (const way of ways) way.isMuted = true;
    },
    setOpen: (open) => {
      isOpen = open;
    },
    async [Symbol.asyncDispose]() {
      for (const { ends } of ways) for (const end of ends) end.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
