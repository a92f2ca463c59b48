import { request } from 'node:http';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const DOCUMENT = `subscription ($id: ID!, $after: String) {
  memberStatus(memberId: $id, after: $after) { connectionStatus isBeingAggregated revision }
}`;

/** The streams about a whole user. */
export const USER_DOCUMENTS = [
  'subscription ($id: ID!) { memberStatuses(userId: $id) { revision removed changed { nextAction } } }',
  'subscription ($id: ID!) { rewardsChanged(userId: $id) { what member { rewards { balance } } } }',
];

export interface WatchOptions {
  readonly url: string;
  readonly getToken: () => Promise<string>;
  readonly memberId: string;
  /** Defaults to the status of the member. */
  readonly document?: string;
  readonly signal: AbortSignal;
  readonly onEvent: () => void;
  /** Called when this client cuts its own connection, as a phone does in a tunnel. */
  readonly onCut: () => void;
}

/** The longest life of a connection before its client cuts it. */
const LIFE_MS = { socket: 60_000, stream: 20_000 };

/**
 * Watches a member over a socket until the signal fires, and reconnects after every interruption.
 */
export function watchOverSocket(options: WatchOptions): void {
  const { url, getToken, memberId, document = DOCUMENT, signal, onEvent, onCut } = options;
  let after: string | undefined;
  const client = createClient({
    url: url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: async () => ({ authorization: `Bearer ${await getToken()}` }),
    retryAttempts: Infinity,
    shouldRetry: () => !signal.aborted,
    on: {
      connected(socket) {
        const cut = () => {
          onCut();
          (socket as WebSocket).terminate();
        };
        setTimeout(cut, Math.random() * LIFE_MS.socket).unref();
      },
    },
  });
  const subscribe = () => {
    const variables = document === DOCUMENT ? { id: memberId, after } : { id: memberId };
    client.subscribe<{ readonly memberStatus?: { readonly revision: string } }>(
      { query: document, variables },
      {
        next: ({ data }) => {
          after = data?.memberStatus?.revision;
          onEvent();
        },
        error: () => setTimeout(() => signal.aborted || subscribe(), 500),
        complete: () => {},
      },
    );
  };
  subscribe();
  const leave = async () => client.dispose();
  signal.addEventListener('abort', () => leave().catch(() => {}), { once: true });
}

/** Watches a member over SSE; the stream is cut at random moments and opened again. */
export async function watchOverSse(options: WatchOptions): Promise<void> {
  const { url, getToken, memberId, signal, onEvent, onCut } = options;
  while (!signal.aborted) {
    const token = await getToken();
    const body = JSON.stringify({ query: DOCUMENT, variables: { id: memberId } });
    await new Promise<void>((resolve) => {
      const headers = {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${token}`,
      };
      const asked = request(url, { method: 'POST', headers, agent: false }, (response) => {
        response.on('data', onEvent);
        response.on('error', resolve).on('close', resolve);
      });
      asked.on('error', () => resolve()).on('close', resolve);
      asked.end(body);
      const stop = () => asked.destroy();
      const cut = () => {
        onCut();
        stop();
      };
      setTimeout(cut, Math.random() * LIFE_MS.stream).unref();
      signal.addEventListener('abort', stop, { once: true });
    });
  }
}
