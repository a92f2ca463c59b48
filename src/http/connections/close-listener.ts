import type { Server } from 'node:net';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';

/** Without a connection for this long, those who wait for a response have all connected. */
const QUIET_MS = 10;
/** The rounds of `QUIET_MS` after which clients that never pause are waited for no longer. */
const LAST_ROUNDS = 10;
/** In a turn of the event loop that is shorter, hardly a connection can arrive. */
const QUIET_TURN_MS = 0.1;
/** The turns after which the listener is closed in any case. */
const LAST_TURNS = 1_000;

/**
 * Closes the listener of a server. Resolves when new connections are refused; those that exist
 * continue.
 *
 * The kernel completes connections that Node has not seen yet, and resets them, with their requests,
 * when the listener is closed. So the caller holds back responses until this resolves: clients that
 * wait for one make no new connection. The listener is closed once there has been none for a while,
 * right after Node has looked again.
 *
 * @param now a monotonic clock in milliseconds
 */
export async function closeListener(server: Server, now: () => number): Promise<void> {
  let connections = 0;
  const count = () => {
    connections += 1;
  };
  server.on('connection', count);
  for (let round = 0; round < LAST_ROUNDS; round += 1) {
    const before = connections;
    await delay(QUIET_MS);
    if (connections === before) break;
  }
  for (let turns = 0; turns < LAST_TURNS; turns += 1) {
    const before = connections;
    const startedAt = now();
    await nextTurn();
    if (connections === before && now() - startedAt < QUIET_TURN_MS) break;
  }
  server.off('connection', count);
  server.close();
}
