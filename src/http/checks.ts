import type { IncomingMessage } from 'node:http';
import { malformedRequest, Refusal } from '../operation/refusal.ts';
import { isExpectedHost } from './host.ts';
import type { Origins } from './origins.ts';
import { readHead } from './request-head.ts';

const foreignHost = new Refusal(
  'BAD_USER_INPUT',
  'This server only accepts requests whose Host is loopback.',
  { http: { status: 421 } },
);

const foreignPage = new Refusal(
  'FORBIDDEN',
  'Pages from this origin may not call the gateway. See CORS_ORIGINS.',
  { http: { status: 403 } },
);

/**
 * Refuses a request or a handshake that is ambiguous or that is meant for another host.
 *
 * @param ownHost the host that the server listens on; null accepts any Host header
 */
export function checkHead(request: IncomingMessage, ownHost: string | null): Refusal | undefined {
  const ambiguity = readHead(request);
  if (ambiguity !== undefined) return malformedRequest(ambiguity);
  const isOurs = ownHost === null || isExpectedHost(request.headers.host, ownHost);
  return isOurs ? undefined : foreignHost;
}

/** Refuses a request that a foreign page makes its visitor's browser send. */
export function checkOrigin(
  { headers }: IncomingMessage,
  origins: Pick<Origins, 'mayRequest'>,
): Refusal | undefined {
  return origins.mayRequest(headers) ? undefined : foreignPage;
}

/** The path of a request, without its query. */
export function toPath({ url = '/' }: Pick<IncomingMessage, 'url'>): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}
