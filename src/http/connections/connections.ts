import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type LimitName, limits } from '../../limits.ts';
import { createTurns } from '../../turns.ts';
import { closeGently } from './close-gently.ts';
import { type Connection, createConnection } from './connection.ts';
import { createUnreadBytes } from './unread-bytes.ts';

export interface ConnectionsOptions {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** Told of each connection that is closed for a limit. */
  readonly onLimit: (limit: LimitName) => void;
  readonly bounds?: Partial<ConnectionBounds> | undefined;
}

/** Those of `limits.ts` that concern connections. */
export interface ConnectionBounds {
  readonly connections: number;
  readonly requestsPerConnection: number;
  readonly waitingRequests: number;
  readonly connectionWaitingBytes: number;
  readonly waitingBytes: number;
  readonly readerBytesPerMinute: number;
  /** Between two looks at what waits to be written; sixty make the minute of the readers. */
  readonly lookMs: number;
}

/** What is open right now. */
export interface ConnectionCounts {
  /** Those that became WebSockets included. */
  readonly connections: number;
  /** Requests behind others of the same connection. */
  readonly waitingRequests: number;
  /** To be written, as of the last look. */
  readonly waitingBytes: number;
}

export interface Connections {
  readonly add: (socket: Socket) => void;
  readonly take: (request: IncomingMessage, response: ServerResponse) => void;
  /** Leaves a connection to another protocol; false where requests are still being answered. */
  readonly handOver: (socket: Socket) => boolean;
  /** Answers what has come on a connection, then closes it with this response. */
  readonly refuseRest: (socket: Duplex, text: string) => void;
  /** True above the limit of connections: this one is open for a question about health alone. */
  readonly isExtra: (socket: Socket) => boolean;
  /** The responses that are due, and those to what still comes, are the last of their connections. */
  readonly stop: () => void;
  readonly isBusy: () => boolean;
  /** Ends the connections on which nothing has been asked. */
  readonly closeIdle: () => void;
  /** Cuts all that are left. */
  readonly destroy: () => void;
  readonly counts: () => ConnectionCounts;
}

/** So many more than the limit, so that questions about health are answered when it is reached. */
const EXTRA_CONNECTIONS = 200;

/** Every connection of a server, and what they may hold together. */
export function createConnections({ answer, onLimit, bounds }: ConnectionsOptions): Connections {
  const { lookMs, ...most } = { ...limits, lookMs: 1_000, ...bounds };
  const open = new Map<Duplex, Connection>();
  // In each of these the one that has been there for longest comes first.
  const unasked = new Set<Connection>();
  /** Have been asked something, and are not being asked now. */
  const idle = new Set<Connection>();
  const busy = new Set<Connection>();
  /** The body of their request had not come when its head had. */
  const receiving = new Set<Connection>();
  const extra = new Set<Connection>();
  const unread = createUnreadBytes({ ...most, onCut: onLimit });
  const turns = createTurns<Connection>();
  let isStopping = false;
  let waitingRequests = 0;
  let waitingBytes = 0;

  const timer = setInterval(() => {
    waitingBytes = unread.look([...open.values()].map(({ socket }) => socket));
  }, lookMs).unref();

  function makeRoom(connection: Connection) {
    if (open.size < most.connections) return;
    onLimit('connections');
    // Those that only wait, as in a flood, go before those that have been served.
    const longest = findFirst(unasked) ?? firstReceiving() ?? findFirst(idle);
    if (longest) return longest.cut();
    extra.add(connection);
    if (extra.size > EXTRA_CONNECTIONS) findFirst(extra)?.cut();
  }

  function findFirst(connections: ReadonlySet<Connection>): Connection | undefined {
    return connections.values().find((each) => !each.socket.destroyed);
  }

  function firstReceiving(): Connection | undefined {
    for (const each of receiving) {
      if (each.isReceiving() && !each.socket.destroyed) return each;
      receiving.delete(each);
    }
    return undefined;
  }

  function countWaiting(change: number) {
    waitingRequests += change;
    if (waitingRequests <= most.waitingRequests) return;
    onLimit('waitingRequests');
    let greediest: Connection | undefined;
    for (const each of busy) {
      if (greediest === undefined || each.waiting() > greediest.waiting()) greediest = each;
    }
    greediest?.cut();
  }

  return {
    add(socket) {
      // For as long as the socket lives: Node takes its own listener away at an upgrade.
      socket.on('error', () => {});
      // Node ends a connection with this after its last response.
      socket.destroySoon = () => closeGently(socket);
      const connection = createConnection({
        socket,
        maxWaiting: most.requestsPerConnection,
        // One a turn of the event loop, whichever connection it is of.
        later: (run) => void turns.take(connection).then(run),
        answer,
        onBusy: () => {
          unasked.delete(connection);
          idle.delete(connection);
          busy.add(connection);
          receiving.add(connection);
        },
        onIdle: () => {
          busy.delete(connection);
          receiving.delete(connection);
          if (socket.writable) idle.add(connection);
        },
        onWaiting: countWaiting,
        onFull: () => onLimit('requestsPerConnection'),
      });
      makeRoom(connection);
      open.set(socket, connection);
      if (!extra.has(connection)) unasked.add(connection);
      if (isStopping) connection.stop();
      socket.once('close', () => {
        open.delete(socket);
        for (const each of [unasked, idle, receiving, extra]) each.delete(connection);
      });
    },
    take: (request, response) => open.get(request.socket)?.take(request, response),
    handOver(socket) {
      const connection = open.get(socket);
      if (connection === undefined) return false;
      // It is neither idle nor busy from here on.
      return unasked.delete(connection) || idle.delete(connection);
    },
    refuseRest: (socket, text) => open.get(socket)?.refuseRest(text),
    isExtra(socket) {
      const connection = open.get(socket);
      return connection !== undefined && extra.has(connection);
    },
    stop() {
      isStopping = true;
      for (const connection of open.values()) connection.stop();
    },
    isBusy: () => busy.size > 0,
    closeIdle() {
      for (const { socket, isAsking } of [...unasked, ...idle, ...extra]) {
        if (!isAsking()) closeGently(socket);
      }
    },
    destroy() {
      clearInterval(timer);
      for (const { cut } of open.values()) cut();
    },
    counts: () => ({ connections: open.size, waitingRequests, waitingBytes }),
  };
}
