import { failed, type Finding, ok } from './finding.ts';
import { get, type GetOptions, type Got } from './get.ts';
import { explainUnreachable } from './unreachable.ts';

export interface FrontOptions extends GetOptions {
  /** The origin at which clients reach the gateway. */
  readonly url: string;
  /** True if the gateway receives webhooks. */
  readonly hasWebhooks: boolean;
}

const PASS =
  'Let the proxy pass /graphql and /webhooks/mx to the gateway, with their paths, and check the host in --url.';

/** Judges the proxies before a running gateway, by calls on the public routes. */
export async function judgeFront(options: FrontOptions): Promise<Finding[]> {
  const { host } = new URL(options.url);
  const ask = (path: string, headers: GetOptions['headers'] = {}) =>
    get(new URL(path, options.url), { ...options, headers });
  const reply = await ask('/graphql?query=%7B__typename%7D', { accept: 'application/json' });
  if ('code' in reply) {
    const { reason, fix } = explainUnreachable(reply.code, host, '--url');
    return [failed('proxies', `The gateway cannot be reached: ${reason}.`, fix, { host })];
  }
  if (!isGraphql(reply.json)) {
    const sentence = `${host} responds with ${reply.status} to /graphql, but not as a gateway does.`;
    return [failed('proxies', sentence, PASS, { host, status: reply.status })];
  }
  const findings = [ok('proxies', `A gateway responds at ${host}.`, { host })];
  findings.push(toUpgrade(await ask('/graphql', HANDSHAKE), host));
  if (options.hasWebhooks) findings.push(toWebhooks(await ask('/webhooks/mx'), host));
  return findings;
}

const HANDSHAKE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  'sec-websocket-protocol': 'graphql-transport-ws',
};

/** True for a result or an error of GraphQL: a gateway that wants a token is a gateway. */
function isGraphql(json: unknown): boolean {
  return typeof json === 'object' && json !== null && ('data' in json || 'errors' in json);
}

function toUpgrade(reply: Got, host: string): Finding {
  if ('status' in reply && reply.status === 101) {
    return ok('proxies', `${host} opens WebSockets.`, { host });
  }
  const what = 'code' in reply ? `is missing (${reply.code})` : `is ${reply.status}`;
  return failed(
    'proxies',
    `${host} does not open a WebSocket: the response to the handshake ${what}.`,
    'Let the proxy use HTTP/1.1 to the gateway, and pass the headers Upgrade and Connection (nginx: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade).',
    { host },
  );
}

/** A GET is refused with 405 where webhooks are received. */
function toWebhooks(reply: Got, host: string): Finding {
  return 'status' in reply && reply.status === 405
    ? ok('proxies', `${host} passes webhooks to the gateway.`, { host })
    : failed('proxies', `${host} does not pass /webhooks/mx to the gateway.`, PASS, { host });
}
