import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { limits } from '../limits.ts';
import { malformedRequest, Refusal } from '../operation/refusal.ts';
import type { Secret } from '../secret.ts';
import { readBytes } from './body.ts';
import type { RefusalKind } from './refused-request.ts';

/** The username and password that MX sends with each webhook (HTTP Basic). */
export interface WebhookCredentials {
  readonly username: string;
  readonly password: Secret<string>;
}

export interface WebhookOptions {
  readonly credentials: WebhookCredentials;
  /** Called with the parsed JSON of each webhook of MX, before the response. */
  readonly onWebhook: (body: unknown) => void;
}

/** Where MX sends its webhooks. */
export const WEBHOOKS = '/webhooks/mx';

/** Why a request is not a webhook of MX. The words are for the log; strangers learn less. */
export type WebhookFault =
  | 'no-credentials'
  | 'wrong-credentials'
  | 'too-large'
  /** The connection has ended before the body. */
  | 'broken-off'
  | 'not-json';

export interface RefusedWebhook {
  readonly refusal: Refusal;
  readonly why: WebhookFault;
}

/** A webhook of a gateway without credentials for webhooks. */
export const notConfigured: RefusalKind = { what: 'webhook', why: 'not-configured' };

/** Reads a webhook; returns a refusal for a request that is not a webhook of MX. */
export type ReceiveWebhook = (request: IncomingMessage) => Promise<RefusedWebhook | undefined>;

/**
 * MX sends a webhook again for a day unless the response is a success. So any JSON is accepted,
 * because MX would send the same JSON again.
 */
export function createReceiveWebhook({ credentials, onWebhook }: WebhookOptions): ReceiveWebhook {
  const { username, password } = credentials;
  const expected = digest(Buffer.from(`${username}:${password.reveal()}`));

  return async (request) => {
    const given = readCredentials(request);
    const isAuthentic = timingSafeEqual(digest(given), expected);
    const maxBytes = isAuthentic ? limits.webhookBytes : 0;
    // A client that is still sending may not see a response, so the body of a stranger is read, too.
    const bytes = await readBytes(request, maxBytes);
    if (!isAuthentic) {
      const why = given.length === 0 ? 'no-credentials' : 'wrong-credentials';
      return { refusal: unauthenticated(request), why };
    }
    if (bytes === 'too large') return { refusal: tooLarge(request), why: 'too-large' };
    if (bytes === 'broken off') return { refusal: notJson, why: 'broken-off' };
    const body = parse(bytes);
    if (body === undefined) return { refusal: notJson, why: 'not-json' };
    onWebhook(body);
    return undefined;
  };
}

/** Digests have equal lengths, which `timingSafeEqual` requires, and hide the length of the secret. */
function digest(credentials: Buffer): Buffer {
  return hash('sha256', credentials, 'buffer');
}

function readCredentials({ headers }: IncomingMessage): Buffer {
  const encoded = /^basic +([a-z\d+/_=-]+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  return Buffer.from(encoded, 'base64');
}

const notJson = malformedRequest('The body of a webhook must be JSON in UTF-8.');

function unauthenticated(request: IncomingMessage): Refusal {
  const headers = { 'www-authenticate': 'Basic realm="webhooks"', ...closing(request) };
  return new Refusal('UNAUTHENTICATED', 'The username or password of the webhook is wrong.', {
    http: { status: 401, headers },
  });
}

function tooLarge(request: IncomingMessage): Refusal {
  const message = `The webhook is larger than ${limits.webhookBytes} bytes.`;
  const http = { status: 413, headers: closing(request) };
  return new Refusal('BAD_USER_INPUT', message, { limit: 'webhookBytes', http });
}

/** Node would read the rest of a body as the next request. */
function closing({ complete }: IncomingMessage): Readonly<Record<string, string>> {
  return complete ? {} : { connection: 'close' };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    return undefined;
  }
}
