import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../secret.ts';
import type { SharedCache } from '../shared/shared-cache.ts';
import { isUserGuid } from './claims.ts';
import { type Asked, RENEW_MS } from './rechecked.ts';

export interface SharedUserGuidsOptions {
  readonly cache: SharedCache;
  /** Known to all replicas, and to nobody else. */
  readonly secret: Secret<string>;
}

/** The guids of active users that replicas have got from MX. */
export interface SharedUserGuids {
  /**
   * What a replica has heard about this external id lately, or what `load` returns. Other answers than
   * the guid of a user are not shared. Rejects with the error of `load` only.
   *
   * @param isCurrent false if a user was changed since: the answer is then not shared either
   */
  readonly read: (
    externalId: string,
    load: () => Promise<string | null>,
    isCurrent: () => boolean,
  ) => Promise<Asked<string | null>>;
  readonly forget: (externalIds: readonly string[]) => void;
}

/**
 * An external id may be an e-mail address, and with a guid it gives access to a user. So names are made
 * and texts are signed with a secret: who reads the cache learns no external id, and who writes to it
 * cannot turn one user into another.
 */
export function createSharedUserGuids({ cache, secret }: SharedUserGuidsOptions): SharedUserGuids {
  const sign = (...parts: readonly string[]) =>
    createHmac('sha256', secret.reveal())
      .update(JSON.stringify(['user guids', ...parts]))
      .digest();
  const toName = (externalId: string) => `user-guid/${sign(externalId).toString('base64url')}`;
  const toText = (externalId: string, userGuid: string) =>
    `${userGuid} ${sign(externalId, userGuid).toString('base64url')}`;

  /** Null for a text that no replica has written about this id. */
  function parse(externalId: string, text: string): string | null {
    const [userGuid = ''] = text.split(' ', 1);
    if (!isUserGuid(userGuid)) return null;
    const [given, right] = [Buffer.from(text), Buffer.from(toText(externalId, userGuid))];
    return given.length === right.length && timingSafeEqual(given, right) ? userGuid : null;
  }

  return {
    async read(externalId, load, isCurrent) {
      let own: Asked<string | null> | undefined;
      const kept = await cache.read(toName(externalId), {
        ttlMs: RENEW_MS,
        async load() {
          const answer = await load();
          own = { answer, ageMs: 0 };
          return isUserGuid(answer) && isCurrent() ? toText(externalId, answer) : null;
        },
      });
      if (own !== undefined) return own;
      const answer = kept === null ? null : parse(externalId, kept.text);
      return answer === null
        ? { answer: await load(), ageMs: 0 }
        : { answer, ageMs: kept?.ageMs ?? 0 };
    },
    forget: (externalIds) => void cache.forget(externalIds.map(toName)),
  };
}
