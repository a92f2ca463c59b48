import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { LimitName } from '../limits.ts';

/** Answers with JSON that nobody may keep. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: OutgoingHttpHeaders = {},
): void {
  const text = `${JSON.stringify(body)}\n`;
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
      ...headers,
    })
    .end(text);
}

/** A request that never becomes an operation, refused in the shape that GraphQL clients read. */
export interface Refusal {
  readonly status: number;
  /** BAD_USER_INPUT unless given. */
  readonly code?: string;
  readonly message: string;
  /** What was exceeded, if that is why. */
  readonly limit?: LimitName;
  readonly headers?: OutgoingHttpHeaders;
}

export function refuse(response: ServerResponse, refusal: Refusal): void {
  const { status, code = 'BAD_USER_INPUT', message, limit, headers } = refusal;
  const extensions = { code, retryable: code === 'RATE_LIMITED' || code === 'RESTARTING', limit };
  sendJson(response, status, { errors: [{ message, extensions }] }, headers);
}
