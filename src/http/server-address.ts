import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Throws an Error whose message says why the server cannot listen. */
export async function listen(server: Server, host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // The listener stays: Node also reports here that the process has no file descriptor left for a
  // connection.
  server.on('error', (error: NodeJS.ErrnoException) => {
    const reason = error.code === 'EADDRINUSE' ? 'the port is already in use' : error.code;
    reject(new Error(`Cannot listen on ${host}:${port}: ${reason}.`, { cause: error }));
  });
  server.listen(port, host, resolve);
  await promise;
}

/** The origin of a server that listens, such as `http://127.0.0.1:4000`. */
export function toOrigin(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  const anyAddress = address === '0.0.0.0' || address === '::';
  const name = family === 'IPv6' ? `[${address}]` : address;
  return `http://${anyAddress ? 'localhost' : name}:${port}`;
}
