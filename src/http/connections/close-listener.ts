import type { Server } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** In a turn of the event loop that is shorter, hardly a connection can arrive. */
const QUIET_TURN_MS = 0.1;
/** The turns after which the listener is closed in any case. */
const LAST_TURNS = 1_000;

/**
 * Closes the listener of a server. Resolves when new connections are refused; those that exist
 * continue.
 *
 * The kernel completes connections that Node has not seen yet, and resets them, with their requests,
 * when the listener is closed. So the listener is closed right after Node has looked for connections
 * and found none.
 *
 * @param now a monotonic clock in milliseconds
 */
export async function closeListener(server: Server, now: () => number): Promise<void> {
  let connections = 0;
  const count = () => {
    connections += 1;
  };
  server.on('connection', count);
  for (let turns = 0; turns < LAST_TURNS; turns += 1) {
    const before = connections;
    const startedAt = now();
    await nextTurn();
    if (connections === before && now() - startedAt < QUIET_TURN_MS) break;
  }
  server.off('connection', count);
  server.close();
}
