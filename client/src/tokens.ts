import type { Environment } from './environment.ts';
import { MxSessionError } from './errors.ts';

/**
 * Returns a token of the end user, or null when nobody is signed in. `wasRefused` is true when the
 * gateway has rejected the last token: do not return that token from a cache.
 */
export type GetToken = (reason: {
  readonly wasRefused: boolean;
}) => string | null | Promise<string | null>;

export interface Tokens {
  /**
   * The value of `Authorization`; undefined for a client without tokens. Rejects with an
   * MxSessionError without a token, or as `getToken` rejects.
   */
  readonly authorization: () => Promise<string | undefined>;
  /** True once the last token is about to expire, or has expired. */
  readonly isExpiring: () => boolean;
  /** Reports that the gateway has rejected this value, or that its session has ended. */
  readonly refuse: (authorization: string | undefined) => void;
}

/** The most that is taken off the life of a token, for the way to the gateway. */
const MARGIN_MS = 60_000;

/** Keeps the token until it is about to expire or is refused. Concurrent callers share one call. */
export function createTokens(
  getToken: GetToken | undefined,
  { now }: Pick<Environment, 'now'>,
): Tokens {
  let kept: { readonly authorization: string; readonly renewAt: number } | undefined;
  let asking: Promise<string> | undefined;
  let wasRefused = false;

  async function ask(get: GetToken): Promise<string> {
    const token = await get({ wasRefused });
    if (token === null || token === '') throw new MxSessionError('Nobody is signed in.');
    wasRefused = false;
    const authorization = `Bearer ${token}`;
    const leftMs = readExpiry(token) - now();
    kept = { authorization, renewAt: now() + Math.max(leftMs * 0.9, leftMs - MARGIN_MS) };
    return authorization;
  }

  return {
    async authorization() {
      if (getToken === undefined) return undefined;
      if (kept !== undefined && now() < kept.renewAt) return kept.authorization;
      asking ??= ask(getToken).finally(() => {
        asking = undefined;
      });
      return asking;
    },
    isExpiring: () => kept === undefined || now() >= kept.renewAt,
    refuse(authorization) {
      if (kept === undefined || kept.authorization !== authorization) return;
      wasRefused = now() < kept.renewAt;
      kept = undefined;
    },
  };
}

/** When a JWT expires, in milliseconds since 1970. A token in another form has no expiry. */
function readExpiry(token: string): number {
  try {
    const [, payload = ''] = token.split('.');
    const { exp } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as {
      readonly exp?: unknown;
    };
    return typeof exp === 'number' ? exp * 1_000 : Infinity;
  } catch {
    return Infinity;
  }
}
