import type { Answer, Data } from './gateway.ts';
import { openParts } from './parts.ts';
import { openRawSocket, type RawSocket } from './raw-socket.ts';

export const transports = ['http', 'sse', 'multipart', 'websocket'] as const;
export type Transport = (typeof transports)[number];

/** An operation as in the body of a POST. */
export type Operation = Readonly<Record<string, unknown>> & {
  readonly query?: unknown;
  readonly variables?: unknown;
};

/** The whole response to one operation. */
export interface Told {
  readonly answers: readonly Answer[];
  /** The text as it arrived, including headers. */
  readonly text: string;
  /** The HTTP status, over HTTP and SSE. */
  readonly status?: number;
  /** The code with which the socket was closed instead of a response. */
  readonly closed?: number;
}

export interface Caller extends AsyncDisposable {
  /** Sends an operation and reads until it completes, or until `most` results have arrived. */
  readonly ask: (transport: Transport, operation: Operation, most?: number) => Promise<Told>;
}

export interface CallerOptions {
  /** Ends with `/graphql`. */
  readonly url: string;
  readonly token?: string | undefined;
}

/** This many operations on one socket never count as a flood. */
const PER_SOCKET = 80;

/**
 * One client of the gateway, which can use any transport; sockets are opened and replaced as
 * needed.
 */
export function createCaller({ url, token }: CallerOptions): Caller {
  const authorization = token === undefined ? undefined : `Bearer ${token}`;
  const opened: Promise<RawSocket>[] = [];
  let count = 0;

  function post(operation: Operation, accept: string, signal?: AbortSignal) {
    return fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept,
        ...(authorization !== undefined && { authorization }),
      },
      body: JSON.stringify(operation),
      signal: signal ?? null,
    });
  }

  async function askHttp(operation: Operation): Promise<Told> {
    const response = await post(operation, 'application/json');
    return toTold(response, await response.text());
  }

  async function askSse(operation: Operation, most: number): Promise<Told> {
    const abort = new AbortController();
    const response = await post(operation, 'text/event-stream', abort.signal);
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = blocksOf(text);
      const isComplete = blocks.some((block) => block.includes('event: complete'));
      if (isComplete || blocks.filter(isEvent).length >= most) break;
    }
    abort.abort();
    return toTold(response, text);
  }

  async function askParts(operation: Operation, most: number): Promise<Told> {
    const headers = authorization === undefined ? {} : { authorization };
    await using stream = await openParts({ url, body: operation, headers });
    const { response } = stream;
    if (!response.headers.get('content-type')?.startsWith('multipart/')) {
      return toTold(response, await response.text());
    }
    const answers: Answer[] = [];
    while (answers.length < most) {
      const part = await stream.next();
      if (part === undefined) break;
      if ('payload' in part) answers.push({ ...part['payload'], ...withErrors(part) });
    }
    const { status } = response;
    return { answers, status, text: JSON.stringify([...response.headers, answers]) };
  }

  async function askSocket(operation: Operation, most: number): Promise<Told> {
    if (count % PER_SOCKET === 0) {
      opened.push(
        openRawSocket(url, { params: authorization === undefined ? {} : { authorization } }),
      );
    }
    count += 1;
    const id = String(count);
    const raw = await opened.at(-1);
    if (raw === undefined) throw new TypeError('There is no socket');
    const closed = raw.closed.then(({ code }) => code);
    if (raw.socket.readyState > 1) return { answers: [], text: '', closed: await closed };
    raw.send({ type: 'subscribe', id, payload: operation });
    const messages = [];
    for (;;) {
      const message = await Promise.race([raw.next(id), closed]);
      if (typeof message === 'number') return { answers: [], text: '', closed: message };
      if (message.type === 'complete') break;
      messages.push(message);
      if (message.type === 'error') break;
      if (messages.length === most) {
        raw.send({ type: 'complete', id });
        break;
      }
    }
    const answers = messages.map(({ type, payload }) =>
      type === 'error' ? ({ errors: payload } as Answer) : (payload as Answer),
    );
    return { answers, text: JSON.stringify(messages) };
  }

  return {
    ask(transport, operation, most = Infinity) {
      if (transport === 'http') return askHttp(operation);
      if (transport === 'multipart') return askParts(operation, most);
      return transport === 'sse' ? askSse(operation, most) : askSocket(operation, most);
    },
    async [Symbol.asyncDispose]() {
      for (const raw of await Promise.all(opened)) await raw[Symbol.asyncDispose]();
    },
  };
}

function withErrors({ errors }: Data): Data {
  return errors === undefined ? {} : { errors };
}

/** Only complete blocks: the text after the last empty line is incomplete. */
const blocksOf = (text: string) => text.split('\n\n').slice(0, -1);
const isEvent = (block: string) => block.includes('event: next');

function toTold({ status, headers }: Response, body: string): Told {
  const isStream = headers.get('content-type')?.startsWith('text/event-stream') === true;
  const datas = isStream
    ? blocksOf(body)
        .filter(isEvent)
        .flatMap((block) => /^data: ?(.*)$/m.exec(block)?.[1] ?? [])
    : body === ''
      ? []
      : [body];
  const answers = datas.map((data) => JSON.parse(data) as Answer);
  return { answers, status, text: [...headers].flat().concat(body).join('\n') };
}
