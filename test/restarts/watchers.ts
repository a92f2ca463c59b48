import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const DOCUMENT = `subscription ($id: ID!, $after: String) {
  memberStatus(memberId: $id, after: $after) { connectionStatusRaw revision }
}`;

export interface Watchers extends AsyncDisposable {
  /** What each watcher was told, in order. */
  readonly told: readonly (readonly string[])[];
  /** The codes with which sockets were closed. */
  readonly closeCodes: readonly number[];
  /** How often a watcher has connected. */
  readonly connections: () => number;
  /** Cuts all connections that are open. */
  readonly cutAll: () => void;
}

export interface WatcherOptions {
  /** How long the next connection of a client lives; undefined for as long as the server lets it. */
  readonly nextLifeMs?: () => number | undefined;
}

/** Watchers of one member that come back after each restart with the last revision that they saw. */
export function startWatchers(
  url: string,
  memberId: string,
  count: number,
  { nextLifeMs = () => undefined }: WatcherOptions = {},
): Watchers {
  const closeCodes: number[] = [];
  const told: string[][] = [];
  let connections = 0;
  const sockets = new Set<WebSocket>();
  const clients = Array.from({ length: count }, () => watch(url, memberId));

  function watch(gateway: string, id: string) {
    const seen: string[] = [];
    told.push(seen);
    let after: string | undefined;
    const client = createClient({
      url: gateway.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      retryAttempts: Infinity,
      retryWait: () => new Promise((resolve) => setTimeout(resolve, 30)),
      shouldRetry: () => true,
      on: {
        closed: (event) => closeCodes.push((event as { readonly code: number }).code),
        connected: (socket) => {
          connections += 1;
          const open = socket as WebSocket;
          sockets.add(open);
          open.once('close', () => sockets.delete(open));
          const lifeMs = nextLifeMs();
          if (lifeMs !== undefined) setTimeout(() => open.terminate(), lifeMs);
        },
      },
    });
    // The client sends these variables again after each reconnection.
    const variables = {
      id,
      get after() {
        return after;
      },
    };
    client.subscribe<{
      readonly memberStatus: { readonly connectionStatusRaw: string; readonly revision: string };
    }>(
      { query: DOCUMENT, variables },
      {
        next({ data }) {
          if (data == null) return;
          after = data.memberStatus.revision;
          seen.push(data.memberStatus.connectionStatusRaw);
        },
        error: (error) => seen.push(String(error)),
        complete: () => {},
      },
    );
    return client;
  }

  return {
    told,
    closeCodes,
    connections: () => connections,
    cutAll: () => sockets.forEach((socket) => socket.terminate()),
    async [Symbol.asyncDispose]() {
      for (const client of clients) await client.dispose();
    },
  };
}
