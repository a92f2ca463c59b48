import { expect } from 'vitest';
import { createSecretSigner, AUDIENCE, ISSUER, mint } from '../auth/issuer.ts';
import type { Answer } from '../support/gateway.ts';
import type { Replica } from './cluster.ts';

const SECRET = 'known to the issuer and the replicas of these tests alone';
const signer = createSecretSigner(SECRET);

/** What makes replicas accept the tokens of `tokenOf`. */
export const TOKEN_ENV = {
  AUTH: 'jwt',
  AUTH_JWT_SECRET: SECRET,
  AUTH_ISSUER: ISSUER,
  AUTH_AUDIENCE: AUDIENCE,
} as const;

export function tokenOf(userGuid: string): string {
  const now = Math.floor(Date.now() / 1_000);
  return mint(signer, { iat: now, exp: now + 900, sub: userGuid, mx_user_guid: userGuid });
}

/** Sends an operation to a replica, and returns its response. */
export async function ask(
  { url }: Replica,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
  token?: string,
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

/** The body of `/ready` with its HTTP status. */
export async function readiness({ url }: Replica): Promise<unknown> {
  const response = await fetch(new URL('/ready', url));
  return { code: response.status, ...((await response.json()) as object) };
}

export async function untilReady(
  replicas: readonly Replica[],
  status: 'ready' | 'degraded',
): Promise<void> {
  for (const replica of replicas) {
    await expect
      .poll(() => readiness(replica), { timeout: 30_000, interval: 50 })
      .toMatchObject({ code: 200, status });
  }
}

/** Each replica knows how many there are, which it hears with its reports, once a second. */
export async function untilAllCount(replicas: readonly Replica[]): Promise<void> {
  const expected = String(replicas.length);
  for (const { url } of replicas) {
    const counted = async () => {
      const text = await (await fetch(new URL('/metrics', url))).text();
      return /^mx_gateway_replicas (\d+)$/m.exec(text)?.[1];
    };
    await expect.poll(counted, { timeout: 30_000, interval: 50 }).toBe(expected);
  }
}
