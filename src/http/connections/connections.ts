import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type LimitName, limits } from '../../limits.ts';
import { createTurns } from '../../turns.ts';
import { closeGently } from './close-gently.ts';
import { Connection, type ConnectionHooks } from './connection.ts';
import { noteCut } from './cuts.ts';
import { createUnreadBytes } from './unread-bytes.ts';

export interface ConnectionsOptions {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** Called for each connection that is closed because of a limit. */
  readonly onLimit: (limit: LimitName) => void;
  readonly bounds?: Partial<ConnectionBounds> | undefined;
}

/** The bounds of `limits.ts` that concern connections. */
export interface ConnectionBounds {
  readonly connections: number;
  readonly requestsPerConnection: number;
  readonly waitingRequests: number;
  readonly connectionWaitingBytes: number;
  readonly waitingBytes: number;
  readonly readerBytesPerMinute: number;
  /**
   * Milliseconds between two checks for unsent bytes; sixty checks make a minute of
   * `readerBytesPerMinute`.
   */
  readonly lookMs: number;
}

/** The current numbers of connections, requests and bytes. */
export interface ConnectionCounts {
  /** Open connections, including WebSockets. */
  readonly connections: number;
  /** Requests behind other requests of the same connection. */
  readonly waitingRequests: number;
  /** Bytes that wait to be sent, as of the last check. */
  readonly waitingBytes: number;
}

export interface Connections {
  readonly add: (socket: Socket) => void;
  readonly take: (request: IncomingMessage, response: ServerResponse) => void;
  /** Leaves a connection to another protocol; false if it still has requests without a response. */
  readonly handOver: (socket: Socket) => boolean;
  /**
   * Responds to the requests that have arrived on a connection, then closes it with this response.
   */
  readonly refuseRest: (socket: Duplex, text: string) => void;
  /** True for a connection above the limit, which is only open for a health check. */
  readonly isExtra: (socket: Socket) => boolean;
  /**
   * From this call on each connection closes after its last response, including the response to a
   * request that still arrives.
   */
  readonly stop: () => void;
  readonly isBusy: () => boolean;
  /** Ends the connections without a current or partly read request. */
  readonly closeIdle: () => void;
  /** Destroys all remaining connections. */
  readonly destroy: () => void;
  readonly counts: () => ConnectionCounts;
}

/**
 * Extra connections above the limit, so that health checks still get a response when it is reached.
 */
const EXTRA_CONNECTIONS = 200;

/** Every connection of a server, and the limits that apply to all of them together. */
export function createConnections({ answer, onLimit, bounds }: ConnectionsOptions): Connections {
  const { lookMs, ...most } = { ...limits, lookMs: 1_000, ...bounds };
  const open = new Map<Duplex, Connection>();
  /** The sockets of other protocols. */
  const handedOver = new Set<Socket>();
  // In each of these sets the oldest connection comes first.
  /** Connections that never had a request. */
  const unasked = new Set<Connection>();
  /** Connections that have had a request, and have none now. */
  const idle = new Set<Connection>();
  const busy = new Set<Connection>();
  /** Busy connections whose current request may still be arriving. */
  const receiving = new Set<Connection>();
  const extra = new Set<Connection>();
  const unread = createUnreadBytes({ ...most, onCut: onLimit });
  const turns = createTurns<Connection>();
  let isStopping = false;
  let waitingRequests = 0;
  let waitingBytes = 0;

  const timer = setInterval(() => {
    waitingBytes = unread.look(allSockets());
  }, lookMs).unref();

  function* allSockets(): Iterable<Socket> {
    yield* [...open.values()].map(({ socket }) => socket);
    yield* [...handedOver];
  }

  const count = () => open.size + handedOver.size;

  function makeRoom(connection: Connection) {
    if (count() < most.connections) return;
    onLimit('connections');
    // Connections without a request, as in a flood, are cut before connections that have been
    // served.
    const longest = findFirst(unasked) ?? firstReceiving() ?? findFirst(idle);
    if (longest) return longest.cut('limit');
    extra.add(connection);
    if (extra.size > EXTRA_CONNECTIONS) findFirst(extra)?.cut('limit');
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
    greediest?.cut('limit');
  }

  const hooks: ConnectionHooks = {
    maxWaiting: most.requestsPerConnection,
    // One waiting request runs per turn of the event loop, across all connections.
    later: (connection, run) => void turns.take(connection).then(run),
    answer,
    onBusy(connection) {
      unasked.delete(connection);
      idle.delete(connection);
      busy.add(connection);
      receiving.add(connection);
    },
    onIdle(connection) {
      busy.delete(connection);
      receiving.delete(connection);
      if (connection.socket.writable) idle.add(connection);
    },
    onWaiting: countWaiting,
    onFull: () => onLimit('requestsPerConnection'),
  };

  // One function for all sockets.
  function forget(this: Socket): void {
    handedOver.delete(this);
    const connection = open.get(this);
    if (connection === undefined) return;
    open.delete(this);
    for (const each of [unasked, idle, receiving, extra]) each.delete(connection);
  }

  return {
    add(socket) {
      // This listener stays as long as the socket: Node removes its own listener at an upgrade.
      socket.on('error', ignore);
      // Node calls this after the last response of a connection.
      socket.destroySoon = endGently;
      const connection = new Connection(socket, hooks);
      makeRoom(connection);
      open.set(socket, connection);
      if (!extra.has(connection)) unasked.add(connection);
      if (isStopping) connection.stop();
      socket.on('close', forget);
    },
    take: (request, response) => open.get(request.socket)?.take(request, response),
    handOver(socket) {
      const connection = open.get(socket);
      if (connection === undefined) return false;
      if (!unasked.delete(connection) && !idle.delete(connection)) return false;
      // From here on the connection is neither idle nor busy.
      open.delete(socket);
      handedOver.add(socket);
      connection.release();
      return true;
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
      for (const connection of [...unasked, ...idle, ...extra]) {
        if (!connection.isAsking()) closeGently(connection.socket);
      }
    },
    destroy() {
      clearInterval(timer);
      for (const connection of open.values()) connection.cut('stopping');
      for (const socket of handedOver) {
        noteCut(socket, 'stopping');
        socket.destroy();
      }
    },
    counts: () => ({ connections: count(), waitingRequests, waitingBytes }),
  };
}

function ignore(): void {}

function endGently(this: Socket): void {
  closeGently(this);
}
