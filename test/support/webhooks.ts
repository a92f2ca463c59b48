import { Secret } from '../../src/secret.ts';

/** The credentials of webhooks, as in the gateway's config. */
export const webhookCredentials = { username: 'mx', password: new Secret('webhook-canary-7f3a') };

/** Posts a webhook to a gateway as MX would; returns the status of the response. */
export async function postWebhook(
  { url }: { readonly url: string },
  body: unknown,
  { username, password } = webhookCredentials,
): Promise<number> {
  const credentials = Buffer.from(`${username}:${password.reveal()}`).toString('base64');
  const response = await fetch(new URL('/webhooks/mx', url), {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  await response.body?.cancel();
  return response.status;
}

/** Posts webhooks, each a new one, until `heard` settles: a watcher may not watch yet. */
export async function postUntilHeard(
  gateway: { readonly url: string },
  heard: Promise<unknown>,
  toBody: (at: number) => unknown,
): Promise<void> {
  const settled = new AbortController();
  const end = () => settled.abort();
  heard.then(end, end);
  for (let at = 1; !settled.signal.aborted; at += 1) await postWebhook(gateway, toBody(at));
}
