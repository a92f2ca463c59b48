import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Config } from '../config.ts';
import { isLoopback } from '../loopback.ts';
import { failed, type Finding, ok, warning } from './finding.ts';
import type { Clocks } from './mx-caller.ts';
import { codeOf, explainUnreachable } from './unreachable.ts';

/** Variables by which other programs find a proxy for their own calls. */
const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY'];

/** Judges what is configured about proxies: those before the gateway, and those behind it. */
export function judgeProxySettings(
  { host, upstream, isProduction }: Config,
  env: Readonly<Record<string, string | undefined>>,
): Finding[] {
  const found = upstream.kind === 'sandbox' ? undefined : PROXY_VARIABLES.find((name) => env[name]);
  const outgoing: Finding[] =
    found === undefined
      ? []
      : [
          warning(
            'proxies',
            `${found} is set, but the gateway calls MX directly and does not use it.`,
            'Let the gateway reach MX and the key set without a proxy, through an egress with a fixed address.',
          ),
        ];
  const trusted =
    'X-Forwarded-For is trusted from proxies with private and loopback addresses: the client is its last entry with another address.';
  const place = isLoopback(host)
    ? `The gateway listens on loopback, so that only a proxy on this machine reaches it.${isProduction ? ' In a container, set HOST=0.0.0.0.' : ''}`
    : 'TLS must end in a proxy before the gateway.';
  return [...outgoing, ok('proxies', `${place} ${trusted}`)];
}

export interface FrontOptions extends Pick<Clocks, 'schedule'> {
  /** The origin at which clients reach the gateway. */
  readonly url: string;
  readonly timeoutMs: number;
}

/** Judges the proxies before a running gateway, by calls from outside. */
export async function judgeFront(options: FrontOptions): Promise<Finding[]> {
  const { host } = new URL(options.url);
  const ready = await ask(options, '/ready', {});
  if ('code' in ready) {
    const { reason, fix } = explainUnreachable(ready.code, host, '--url');
    return [failed('proxies', `The gateway cannot be reached: ${reason}.`, fix, { host })];
  }
  const upgrade = await ask(options, '/graphql', {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-protocol': 'graphql-transport-ws',
  });
  return [toReady(ready.status, host), toUpgrade(upgrade, host)];
}

function toReady(status: number, host: string): Finding {
  if (status === 200) return ok('proxies', `${host} is ready to serve.`, { host, status });
  return status === 503
    ? failed(
        'proxies',
        `${host} is not ready (503).`,
        `Ask /ready of the gateway for the reason. A proxy without a healthy gateway responds so, too.`,
        { host, status },
      )
    : failed(
        'proxies',
        `${host} responds with ${status} to /ready.`,
        'Let the proxy pass /ready and /graphql to the gateway, or run the doctor with the address of the gateway behind the proxy.',
        { host, status },
      );
}

function toUpgrade(reply: Reply, host: string): Finding {
  if ('code' in reply || reply.status !== 101) {
    const what = 'code' in reply ? `ends the connection (${reply.code})` : `is ${reply.status}`;
    return failed(
      'proxies',
      `${host} does not open a WebSocket: the response to the handshake ${what}.`,
      'Let the proxy use HTTP/1.1 to the gateway, and pass the headers Upgrade and Connection (nginx: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade).',
      { host },
    );
  }
  return ok('proxies', `${host} opens WebSockets.`, { host });
}

type Reply = { readonly status: number } | { readonly code: string };

/** The status of a GET. */
function ask(
  { url, timeoutMs, schedule }: FrontOptions,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<Reply> {
  const target = new URL(path, url);
  const send = target.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const request = send(target, { headers, agent: false });
    const settle = (reply: Reply) => {
      cancel();
      request.destroy();
      resolve(reply);
    };
    const cancel = schedule(() => settle({ code: 'late' }), timeoutMs);
    request.on('response', ({ statusCode = 0 }) => settle({ status: statusCode }));
    request.on('upgrade', (_response, socket) => {
      socket.destroy();
      settle({ status: 101 });
    });
    request.on('error', (error) => settle({ code: codeOf(error) }));
    request.end();
  });
}
