import type { Server } from 'node:http';
import { report } from './headers.ts';

/** Opens a peer on a free port of loopback, and reports its address. */
export function listen(server: Server, path: string): void {
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    report(`http://127.0.0.1:${port}${path}`);
  });
}
