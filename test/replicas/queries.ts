/** Clients that query one replica after the other. */
export interface Queries extends AsyncDisposable {
  readonly answered: () => number;
  /** Responses that are no good answers. A replica that is stopping or gone gives none. */
  readonly failed: readonly string[];
}

const BODY = JSON.stringify({ query: '{ users(first: 1) { nodes { guid } } }' });
const CLIENTS = 4;

/** @param nextUrl the replica of the next request */
export function startQueries(nextUrl: () => string): Queries {
  const stopped = new AbortController();
  const failed: string[] = [];
  let answered = 0;

  async function ask(): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(nextUrl(), { method: 'POST', headers, body: BODY });
    const text = await response.text();
    if (response.status === 503 && text.includes('RESTARTING')) return;
    if (response.status === 200 && !text.includes('"errors"')) answered += 1;
    else failed.push(text);
  }

  async function keepAsking(): Promise<void> {
    while (!stopped.signal.aborted) {
      // A connection to a replica that was killed is lost. The client goes on with the next one.
      await ask().catch(() => {});
      await new Promise((resolve) => {
        setTimeout(resolve, 10);
      });
    }
  }

  const working = Promise.all(Array.from({ length: CLIENTS }, keepAsking));
  return {
    answered: () => answered,
    failed,
    async [Symbol.asyncDispose]() {
      stopped.abort();
      await working;
    },
  };
}
