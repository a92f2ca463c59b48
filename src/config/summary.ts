import type { Config } from '../config.ts';

/** What an operator wants to see in the first line of the log. Holds no secret. */
export function summarise(config: Config) {
  const { upstream, apiVersion, auth, webhooks, redisUrl, traces, isProduction } = config;
  return {
    mxHost: upstream.kind === 'mx' ? new URL(upstream.baseUrl).host : null,
    apiVersion,
    auth: describeAuth(auth),
    receivesWebhooks: upstream.kind === 'sandbox' || (webhooks ?? null) !== null,
    redisHost: redisUrl ? new URL(redisUrl.reveal()).host : null,
    ...(traces && { tracesHost: new URL(traces.url).host }),
    isProduction,
  };
}

function describeAuth(auth: Config['auth']): string {
  if (auth.kind === 'none') return 'none';
  const { keys, issuer, audience } = auth;
  const source = keys.kind === 'secret' ? 'a secret' : `the key set at ${new URL(keys.url).host}`;
  return `jwt verified with ${source}, issuer ${issuer}, audience ${audience}`;
}
