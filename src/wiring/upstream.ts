import { randomBytes } from 'node:crypto';
import type { Config, Upstream } from '../config.ts';
import type { Mount } from '../http/mounts.ts';
import { isLoopback } from '../loopback.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { Secret } from '../secret.ts';

/**
 * The address and keys of MX; without keys, the address and keys of a sandbox that runs as long as
 * the gateway.
 */
export async function connect(upstream: Upstream, started: AsyncDisposableStack) {
  if (upstream.kind === 'mx') {
    const { baseUrl, clientId, apiKey } = upstream;
    return { baseUrl, clientId, apiKey: apiKey.reveal(), sandbox: null };
  }
  const { startSandbox } = await import('../sandbox/sandbox.ts');
  const sandbox = started.use(await startSandbox());
  return { baseUrl: sandbox.url, clientId: sandbox.clientId, apiKey: sandbox.apiKey, sandbox };
}

/**
 * The embedded sandbox's remote control, where only this machine can reach it. Empty in production,
 * and always without a sandbox.
 */
export function mountControl(
  { host, isProduction }: Config,
  sandbox: Sandbox | null,
): readonly Mount[] {
  if (sandbox === null || isProduction || !isLoopback(host)) return [];
  return [{ path: CONTROL_PATH, answer: sandbox.remote }];
}

const CONTROL_PATH = '/sandbox/control';

/** The credentials with which the embedded sandbox sends its webhooks. */
export function newWebhookCredentials() {
  return { username: 'mx-sandbox', password: new Secret(randomBytes(24).toString('base64url')) };
}

/** The rates of this process, which are its shares of the rates of all replicas; no rates by default. */
export function toShares(
  { readsPerSecond, writesPerSecond }: Config,
  replicas: () => number,
): { readonly reads: () => number; readonly writes: () => number } | undefined {
  if (readsPerSecond == null && writesPerSecond == null) return undefined;
  return {
    reads: () => (readsPerSecond ?? Infinity) / replicas(),
    writes: () => (writesPerSecond ?? Infinity) / replicas(),
  };
}
