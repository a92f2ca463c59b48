import type { IncomingMessage } from 'node:http';
import type { Data } from '../../support/gateway.ts';
import { readWire, sendWire } from './http.ts';
import { followIosParts } from './ios-parts.ts';
import { toIosPost } from './ios.ts';
import { type Following, type MobileWire, SentError } from './mobile-client.ts';

/** `requestTimeout` of the app: URLSession fails a response that sends nothing for this time. */
const TIMEOUT_MS = 20_000;

/** Apollo iOS with RequestChainNetworkTransport for everything. */
export const iosWire: MobileWire = { toPost: toIosPost, follow };

async function follow({ url, getToken, operation, next, signal }: Following): Promise<void> {
  const response = await sendWire(url, toIosPost(operation, await getToken()), signal);
  const type = response.headers['content-type'] ?? '';
  response.setTimeout(TIMEOUT_MS, () => response.destroy(new Error('NSURLErrorTimedOut')));
  if (!type.startsWith('multipart/')) throw new SentError(await readErrors(response));
  for await (const part of followIosParts(type, response)) {
    const { payload, errors } = part as Data;
    if (errors !== undefined) throw new SentError(errors);
    if (payload?.data) next(payload.data);
    else if (payload?.errors) throw new SentError(payload.errors);
  }
}

async function readErrors(response: IncomingMessage): Promise<Data[]> {
  const { errors } = JSON.parse(await readWire(response)) as { errors: Data[] };
  return errors;
}
