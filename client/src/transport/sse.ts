import type { Environment, ResponseLike } from '../environment.ts';
import { MxError } from '../errors.ts';
import { isUnauthenticated, readResult, toHeaders } from '../http.ts';
import type { Pace } from '../pace.ts';
import type { Tokens } from '../tokens.ts';
import { createRefusals, rejectedSession } from './refusals.ts';
import type { Listener, Request, Result, Transport } from './transport.ts';

/** The gateway sends a comment every 12 seconds: a connection that is silent for longer is dead. */
const SILENCE_MS = 30_000;
/** The same once the device comes back from sleep. */
const SILENCE_AFTER_WAKE_MS = 15_000;

export interface SseOptions {
  readonly url: string;
  readonly tokens: Tokens;
  readonly pace: Pace;
  readonly environment: Environment;
}

/** Subscriptions over SSE, each in its own request. It needs a `fetch` whose responses stream. */
export function createSse({ url, tokens, pace, environment }: SseOptions): Transport {
  const { fetch, now, later } = environment;
  const refusals = createRefusals(tokens);
  const checks = new Set<() => void>();

  function subscribe(request: Request, listener: Listener): () => void {
    const controller = new AbortController();
    let isOver = false;
    let openedAt: number | undefined;
    let heardAt = now();
    let cancelWatch = () => {};

    const end = () => {
      isOver = true;
      cancelWatch();
      checks.delete(check);
      controller.abort();
    };
    const once = (report: () => void) => {
      if (isOver) return;
      end();
      report();
    };
    const check = () => {
      if (now() - heardAt > SILENCE_AFTER_WAKE_MS) lose(new TypeError('The connection is dead.'));
    };
    const heard = () => {
      heardAt = now();
      cancelWatch();
      cancelWatch = later(SILENCE_MS, () => lose(new TypeError('The connection is dead.')));
    };
    const lose = (error: unknown) =>
      once(() => {
        if (openedAt === undefined) pace.failed(error);
        else pace.lost(now() - openedAt, tokens.isExpiring());
        listener.lost();
      });

    async function run(): Promise<void> {
      const authorization = await refusals.authorization();
      if (isOver) return;
      heard();
      const response = await fetch(url, {
        method: 'POST',
        headers: toHeaders(authorization, 'text/event-stream'),
        body: JSON.stringify(request),
        signal: controller.signal,
      });
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
      if (isStream !== true) return receive(await readResult(response), authorization);
      openedAt = now();
      checks.add(check);
      await readEvents(response, heard, (event, data) => {
        if (event === 'complete') once(listener.complete);
        else if (event === 'next' && !isOver) receive(JSON.parse(data) as Result, authorization);
      });
      lose(new TypeError('The stream has ended.'));
    }

    function receive(result: Result, authorization: string | undefined): void {
      if (!isUnauthenticated(result)) {
        refusals.accepted();
        listener.next(result);
      } else if (refusals.refused(authorization)) lose(new TypeError('The token was rejected.'));
      else once(() => listener.failed(rejectedSession()));
    }

    run().catch((error: unknown) => {
      if (error instanceof MxError) once(() => listener.failed(error));
      else lose(error);
    });
    return () => {
      if (!isOver) end();
    };
  }

  return {
    subscribe,
    wake: () => {
      for (const check of [...checks]) check();
    },
  };
}

/** Reads a response to its end. Comments are heard, and are no events. */
async function readEvents(
  response: ResponseLike,
  heard: () => void,
  onEvent: (event: string, data: string) => void,
): Promise<void> {
  const reader = response.body?.getReader();
  if (reader === undefined) {
    throw new MxError('PROTOCOL_VIOLATED', 'This fetch does not stream: use WebSocket.');
  }
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    heard();
    text += decoder.decode(value, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = /^event: ?(.*)$/m.exec(block)?.[1];
      if (event !== undefined) onEvent(event, /^data: ?(.*)$/m.exec(block)?.[1] ?? '');
    }
  }
}
