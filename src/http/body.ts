import { isAscii } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { resolveInStep } from '../in-step.ts';
import { malformedRequest, Refusal } from '../operation/refusal.ts';

/**
 * Reads the JSON object in the body of a POST. It counts the bytes as they arrive, so that a
 * chunked body has the same bound as a body that declares its length. The promise never rejects: an
 * interrupted body is a refusal, too, and no refusal quotes the body.
 */
export function readJsonBody(
  request: IncomingMessage,
  maxBytes: number,
): Promise<object | Refusal> {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
  const isJson = type === 'application/json' || /^application\/json\s*(?:;|$)/i.test(type);
  if (isJson && encoding === 'identity') {
    return readBytes(request, maxBytes).then((bytes) => readObject(bytes, request, maxBytes));
  }
  const message = 'POST requires an uncompressed body of type application/json.';
  const headers = { 'accept-post': 'application/json' };
  return Promise.resolve(
    new Refusal('BAD_USER_INPUT', message, { http: { status: 415, headers } }),
  );
}

function readObject(
  bytes: Buffer | 'too large' | 'broken off',
  { complete }: IncomingMessage,
  maxBytes: number,
): object | Refusal {
  if (bytes === 'too large') {
    // Node would read the rest of the body as the next request.
    const headers = complete ? undefined : { connection: 'close' };
    const http = { status: 413, headers };
    const message = `The body is larger than ${maxBytes} bytes.`;
    return new Refusal('BAD_USER_INPUT', message, { limit: 'bodyBytes', http });
  }
  const body = bytes === 'broken off' ? undefined : parseBody(bytes);
  if (Array.isArray(body)) {
    return malformedRequest('The body is an array. Send one operation per request, as an object.');
  }
  if (body === undefined) return malformedRequest('The body must be a JSON object in UTF-8.');
  // Yoga treats an empty object as a body that is not JSON.
  return Object.keys(body).length === 0
    ? malformedRequest('The body is an empty object. A request needs a query.')
    : body;
}

/**
 * A client that is still sending may not see the response, so up to this much of an oversized body
 * is read and discarded.
 */
const MAX_DROPPED_BYTES = 1024 * 1024;

/** Reads a body, and discards it if it is larger than `maxBytes`. The promise never rejects. */
export function readBytes(
  request: IncomingMessage,
  maxBytes: number,
): Promise<Buffer | 'too large' | 'broken off'> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_DROPPED_BYTES) {
    return Promise.resolve('too large');
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request
      .on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length <= maxBytes) chunks.push(chunk);
        else if (length > MAX_DROPPED_BYTES) resolve('too large');
      })
      .on('end', () => resolveInStep(resolve, length > maxBytes ? 'too large' : join(chunks)))
      .on('close', () => {
        if (!request.readableEnded) resolve('broken off');
      })
      // The event `close` reports a broken connection; without a listener the error would end the
      // process.
      .on('error', () => {});
  });
}

function join(chunks: readonly Buffer[]): Buffer {
  const [only] = chunks;
  return only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function parseBody(bytes: Buffer): object | undefined {
  try {
    const value: unknown = JSON.parse(
      isAscii(bytes) ? bytes.toString('latin1') : utf8.decode(bytes),
    );
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
