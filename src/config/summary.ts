import type { Config } from '../config.ts';

/** What an operator wants to see in the first line of the log. Holds no secret. */
export function summarise({ upstream, apiVersion, auth, webhooks, isProduction }: Config) {
  return {
    mxHost: upstream.kind === 'mx' ? new URL(upstream.baseUrl).host : null,
    apiVersion,
    auth: describeAuth(auth),
    receivesWebhooks: upstream.kind === 'sandbox' || (webhooks ?? null) !== null,
    isProduction,
  };
}

function describeAuth(auth: Config['auth']): string {
  if (auth.kind === 'none') return 'none';
  const { keys, issuer, audience } = auth;
  const source = keys.kind === 'secret' ? 'a secret' : `the key set at ${new URL(keys.url).host}`;
  return `jwt verified with ${source}, issuer ${issuer}, audience ${audience}`;
}
