import { AuthError } from './auth-error.ts';
import { isUserGuid } from './claims.ts';

/** Asks MX for the user with exactly this external id; null when there is none. */
export type FindUserGuid = (externalId: string) => Promise<string | null>;

export interface UserGuidsOptions {
  readonly findUserGuid: FindUserGuid;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Users remembered; the one that was asked for longest ago goes first. */
  readonly maxEntries?: number | undefined;
}

/** Which user an external id belongs to, asked once for the whole process. */
export interface UserGuids {
  /**
   * Null for an id that no user has.
   *
   * @throws {AuthError} UNAVAILABLE when MX cannot tell
   */
  readonly find: FindUserGuid;
  /** To be called when a user was deleted or has a new external id. */
  readonly forget: (userGuid: string) => void;
}

interface Entry {
  readonly userGuid: string | null;
  readonly until: number;
}

const MOST_ENTRIES = 10_000;
/** External ids can also change behind the gateway's back. */
const FOUND_MS = 10 * 60_000;
/** The user may be created at any moment; this only slows those who ask in a loop. */
const MISSING_MS = 5_000;

export function createUserGuids(options: UserGuidsOptions): UserGuids {
  const { findUserGuid, now, maxEntries = MOST_ENTRIES } = options;
  const entries = new Map<string, Entry>();
  const flights = new Map<string, Promise<string | null>>();

  function put(externalId: string, entry: Entry): void {
    entries.delete(externalId);
    entries.set(externalId, entry);
    for (const oldest of entries.keys()) {
      if (entries.size <= maxEntries) break;
      entries.delete(oldest);
    }
  }

  async function ask(externalId: string): Promise<string | null> {
    try {
      const userGuid = await findUserGuid(externalId);
      if (userGuid !== null && !isUserGuid(userGuid)) throw new TypeError('not the guid of a user');
      return userGuid;
    } catch (cause) {
      throw new AuthError('UNAVAILABLE', 'MX cannot tell whose token it is', cause);
    }
  }

  function startFlight(externalId: string): Promise<string | null> {
    const land = (): boolean => flights.get(externalId) === flight && flights.delete(externalId);
    const flight = ask(externalId).then(
      (userGuid) => {
        const keptMs = userGuid === null ? MISSING_MS : FOUND_MS;
        if (land()) put(externalId, { userGuid, until: now() + keptMs });
        return userGuid;
      },
      (error: unknown) => {
        land();
        throw error;
      },
    );
    flights.set(externalId, flight);
    return flight;
  }

  return {
    async find(externalId) {
      const entry = entries.get(externalId);
      if (entry !== undefined && now() < entry.until) {
        put(externalId, entry);
        return entry.userGuid;
      }
      return flights.get(externalId) ?? startFlight(externalId);
    },
    forget(userGuid) {
      for (const [externalId, entry] of entries) {
        if (entry.userGuid === userGuid) entries.delete(externalId);
      }
      // Whom they will name is not known yet: their answers are used, and not kept.
      flights.clear();
    },
  };
}
