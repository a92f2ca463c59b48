import { type Data, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';
import { webhookCredentials } from '../../support/webhooks.ts';

export const JOB_MS = 10_000;

export interface Controlled extends TestGateway {
  /** The clock under the sandbox's own, which stands still. */
  readonly outside: ManualClock;
  /** Sends a command, which must succeed. */
  readonly command: (name: string, input?: object) => Promise<Data>;
  /** The response to a request under `/sandbox/control`. */
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>;
  readonly world: () => Promise<Data>;
}

/** A gateway that hears of changes by webhooks alone, before a sandbox that is controlled by HTTP. */
export async function startControlled(): Promise<Controlled> {
  const outside = createManualClock(Date.now());
  const { now, sleep } = outside;
  const gateway = await startTestGateway({
    sandbox: { now, sleep, jobMs: JOB_MS, servesControl: true },
    config: { webhooks: webhookCredentials, statusPollMs: 60_000 },
  });
  const { username, password } = webhookCredentials;
  gateway.sandbox.control.sendWebhooksTo({
    url: new URL('/webhooks/mx', gateway.url).href,
    username,
    password: password.reveal(),
  });
  const ask: Controlled['ask'] = (path, init) =>
    fetch(`${gateway.sandbox.url}/sandbox/control${path}`, init);

  return Object.assign(gateway, {
    outside,
    ask,
    world: async () => (await (await ask('')).json()) as Data,
    async command(name: string, input: object = {}) {
      const response = await ask(`/${name}`, toPost(input));
      const body = (await response.json()) as Data;
      if (!response.ok) throw new Error(String(body['error']));
      return body;
    },
  });
}

export function toPost(body: unknown, headers: Readonly<Record<string, string>> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}
