import { createIsUserActive } from '../auth/active-users.ts';
import { createAuthenticator } from '../auth/authenticator.ts';
import { createFindUserGuid } from '../auth/find-user-guid.ts';
import { createSandboxAuthenticator, signSandboxToken } from '../auth/sandbox-tokens.ts';
import { createSharedUserGuids } from '../auth/shared-user-guids.ts';
import type { Config } from '../config.ts';
import type { MxClient } from '../mx/client.ts';
import type { Events } from '../observability/event-types.ts';
import type { Secret } from '../secret.ts';
import type { SharedCache } from '../shared/shared-cache.ts';

export interface AuthParts {
  readonly config: Config;
  readonly events: Events;
  readonly mx: MxClient;
  /** MX's key of this client. */
  readonly apiKey: Secret<string>;
  readonly cache: SharedCache;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds of a clock that never jumps. */
  readonly monotonicNow: () => number;
}

/** Lets in callers with a token of the issuer, callers with a token of the sandbox, or everybody. */
export async function createAuth(parts: AuthParts) {
  const { config, events, mx, apiKey, cache, now, monotonicNow } = parts;
  const people = {
    findUserGuid: createFindUserGuid({
      // Each who signs in is a lane of their own: nobody's guid is known yet.
      findByExternalId: (externalId) =>
        mx.in({ lane: `#sign-in ${externalId}` }).users.findByExternalId(externalId),
    }),
    sharedGuids: createSharedUserGuids({ cache, secret: apiKey }),
    isUserActive: createIsUserActive(mx.users),
    onKeysFailure: events.keysFailed,
    ...{ now, monotonicNow, fetch },
  };
  const hasSandboxTokens = config.upstream.kind === 'sandbox' && config.auth.kind === 'none';
  const signDemoToken = (lifetimeMs?: number) =>
    signSandboxToken('demo-household', now(), lifetimeMs);
  const authenticator = hasSandboxTokens
    ? createSandboxAuthenticator(people)
    : createAuthenticator(
        config.auth.kind === 'none' ? config.auth : { ...config.auth, ...people },
      );
  return { authenticator, signDemoToken: hasSandboxTokens ? signDemoToken : null };
}
