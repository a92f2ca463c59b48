import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Refusal } from '../operation/refusal.ts';

/** Responds with JSON that must not be cached. */
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

/** Refuses a request that never becomes an operation, in the shape of a GraphQL error. */
export function refuse(response: ServerResponse, refusal: Refusal): void {
  const { code, message, retryable, limit, http } = refusal;
  const extensions = { code, retryable, limit };
  sendJson(response, http?.status ?? 400, { errors: [{ message, extensions }] }, http?.headers);
}
