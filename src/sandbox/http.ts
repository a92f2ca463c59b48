import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SandboxRequest, SandboxResponse } from './options.ts';

const MAX_BODY_BYTES = 1024 * 1024;

/** A request, and the problem with its body, if any. */
export interface Incoming {
  readonly request: SandboxRequest;
  readonly bodyProblem: 'malformed' | 'too large' | undefined;
  readonly hasBody: boolean;
}

/** Reads a whole request. A body over the maximum is read to its end and discarded. */
export async function readIncoming(
  message: IncomingMessage,
  now: () => number,
  maxBytes = MAX_BODY_BYTES,
): Promise<Incoming> {
  const startedAt = now();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  const text = bytes > maxBytes ? '' : Buffer.concat(chunks).toString('utf8');
  const { body, isMalformed } = parse(text);
  const target = message.url ?? '/';
  const mark = target.indexOf('?');
  return {
    request: {
      method: message.method ?? 'GET',
      path: mark === -1 ? target : target.slice(0, mark),
      query: new URLSearchParams(mark === -1 ? '' : target.slice(mark + 1)),
      headers: message.headers,
      body,
      startedAt,
    },
    bodyProblem: bytes > maxBytes ? 'too large' : isMalformed ? 'malformed' : undefined,
    hasBody: bytes > 0,
  };
}

export function sendResponse(outgoing: ServerResponse, response: SandboxResponse): void {
  const { status, body, headers } = response;
  if (status === 0) {
    outgoing.destroy();
    return;
  }
  const hasBody = body !== undefined && status !== 204;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const bytes = hasBody ? Buffer.from(text) : Buffer.alloc(0);
  const sent: Record<string, string> = {
    'content-type': 'application/json; charset=utf-8',
    ...headers,
  };
  if (!hasBody) delete sent['content-type'];
  if (status !== 204) sent['content-length'] = String(bytes.length);
  outgoing.writeHead(status, sent).end(bytes);
}

function parse(text: string): { readonly body: unknown; readonly isMalformed: boolean } {
  if (text === '') return { body: undefined, isMalformed: false };
  try {
    return { body: JSON.parse(text) as unknown, isMalformed: false };
  } catch {
    return { body: text, isMalformed: true };
  }
}
