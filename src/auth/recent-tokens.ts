import type { Session } from './authenticator.ts';
import type { Bearer } from './claims.ts';
import type { Claims } from './token.ts';

/** A token that was accepted, and what must still be true for it to be accepted again. */
export interface AcceptedToken {
  readonly session: Session;
  readonly bearer: Bearer;
  readonly claims: Claims;
  /** Milliseconds since 1970, before the checks. */
  readonly acceptedAt: number;
  /** The keys before the checks; undefined if they had to be fetched. */
  readonly acceptedWith: object | undefined;
}

/**
 * The tokens of the last seconds, by the texts of their Authorization headers, so that a client that
 * repeats its token costs no hash. Tokens are in memory as text no longer than this.
 */
export interface RecentTokens {
  readonly recall: (authorization: string) => AcceptedToken | undefined;
  readonly remember: (authorization: string, accepted: AcceptedToken) => void;
}

export interface RecentTokensOptions {
  /** Calls `forget` after some time. */
  readonly schedule?: (forget: () => void, ms: number) => void;
  readonly maxCharacters?: number;
}

/** How long a token is remembered at most. */
export const RECENT_MS = 10_000;
/** The length of all texts together; at this length all are forgotten. */
const MAX_CHARACTERS = 2 * 1024 * 1024;

export function createRecentTokens(options: RecentTokensOptions = {}): RecentTokens {
  const { schedule = scheduleUnheeded, maxCharacters = MAX_CHARACTERS } = options;
  const tokens = new Map<string, AcceptedToken>();
  let characters = 0;
  let isScheduled = false;

  function forget(): void {
    tokens.clear();
    characters = 0;
  }

  return {
    recall: (authorization) => tokens.get(authorization),
    remember(authorization, accepted) {
      if (!tokens.has(authorization)) characters += authorization.length;
      if (characters > maxCharacters) {
        forget();
        characters = authorization.length;
      }
      tokens.set(authorization, accepted);
      if (isScheduled) return;
      isScheduled = true;
      schedule(() => {
        isScheduled = false;
        forget();
      }, RECENT_MS);
    },
  };
}

/** A token that is due does not keep the process alive. */
function scheduleUnheeded(forget: () => void, ms: number): void {
  setTimeout(forget, ms).unref();
}
