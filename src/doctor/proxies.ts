import type { Config } from '../config.ts';
import { isLoopback } from '../loopback.ts';
import { type Finding, ok, warning } from './finding.ts';

/** Variables by which other programs find a proxy for their own calls. */
const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY'];

/** Judges what is configured about proxies: those before the gateway, and those behind it. */
export function judgeProxySettings(
  { host, upstream, isProduction, trustedProxies = [] }: Config,
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
    trustedProxies.length === 0
      ? 'X-Forwarded-For is never believed: every connection is a client.'
      : `X-Forwarded-For is believed from ${trustedProxies.join(', ')}: the client is its last entry with another address.`;
  const place = isLoopback(host)
    ? `The gateway listens on loopback, so that only a proxy on this machine reaches it.${isProduction ? ' In a container, set HOST=0.0.0.0.' : ''}`
    : 'TLS must end in a proxy before the gateway.';
  return [...outgoing, ok('proxies', `${place} ${trusted}`)];
}
