import { createClient } from 'graphql-ws';
import type { Answer } from './gateway.ts';

export interface OpenSubscription extends AsyncDisposable {
  /** The next result; rejects if the stream fails, or if nothing arrives within twenty seconds. */
  readonly next: () => Promise<Answer>;
  /** All results until the stream completes. */
  readonly rest: () => Promise<Answer[]>;
}

export interface SubscriptionOptions {
  /** The gateway's address, ending with `/graphql`. */
  readonly url: string;
  readonly document: string;
  readonly variables?: Record<string, unknown>;
}

export interface SseOptions extends SubscriptionOptions {
  readonly headers?: Readonly<Record<string, string>>;
}

/** One operation over graphql-transport-ws, on its own socket. */
export function openSubscription({
  url,
  document,
  variables,
}: SubscriptionOptions): OpenSubscription {
  const client = createClient({ url: url.replace('http', 'ws'), retryAttempts: 0, lazy: true });
  const results = client.iterate({
    query: document,
    ...(variables === undefined ? {} : { variables }),
  });

  const next = async () => {
    const { done, value } = await within(20_000, results.next());
    if (done === true) throw new Error('The stream has completed');
    return value as Answer;
  };
  return {
    next,
    async rest() {
      const all: Answer[] = [];
      for (;;) {
        const { done, value } = await within(20_000, results.next());
        if (done === true) return all;
        all.push(value as Answer);
      }
    },
    async [Symbol.asyncDispose]() {
      await results.return?.();
      await client.dispose();
    },
  };
}

/** One operation over SSE, in its own request. */
export async function openSse({ url, document, variables, headers }: SseOptions) {
  const abort = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify({ query: document, variables }),
    signal: abort.signal,
  });
  const events = readEvents(response);
  return {
    response,
    /** The next event, without comments; undefined at the end of the response. */
    next: async () => (await within(20_000, events.next())).value,
    async [Symbol.asyncDispose]() {
      abort.abort();
    },
  };
}

export interface SseEvent {
  readonly event: string;
  readonly data: string;
}

async function* readEvents(response: Response): AsyncGenerator<SseEvent, undefined, undefined> {
  let buffer = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    buffer += decoder.decode(chunk, { stream: true });
    const blocks = buffer.split('\n\n');
    buffer = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = /^event: ?(.*)$/m.exec(block)?.[1];
      const data = /^data: ?(.*)$/m.exec(block)?.[1] ?? '';
      if (event !== undefined) yield { event, data };
    }
  }
  return undefined;
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`Nothing came within ${ms} ms`)), ms);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
