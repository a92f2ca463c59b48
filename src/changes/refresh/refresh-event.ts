import type { InstitutionTrouble } from '../../mx/errors.ts';
import type { ObservedStatus } from '../../status/observed-status.ts';
import { fingerprintOf } from '../../status/revision.ts';
import { isChallenged } from '../../status/status-table.ts';

/** Each event contains the whole state: a reader who skips events has missed nothing. */
export type RefreshEvent =
  | { readonly kind: 'progress'; readonly status: ObservedStatus }
  /** The refresh continues once any client has answered the challenges. */
  | { readonly kind: 'challenged'; readonly status: ObservedStatus }
  /** The last event. `refreshed` is false if MX's data was recent enough and MX fetched nothing. */
  | { readonly kind: 'completed'; readonly status: ObservedStatus; readonly refreshed: boolean }
  /** The last event. */
  | {
      readonly kind: 'failed';
      /** Null if MX refused the job regardless of the member. */
      readonly status: ObservedStatus | null;
      readonly reason: 'not-ready' | 'not-enabled' | 'not-supported' | 'refresh-failed';
      /** Only with `not-supported`; null if the code could not be read. */
      readonly institutionCode?: string | null;
    }
  /** The last event. */
  | {
      readonly kind: 'failed';
      readonly status: null;
      readonly reason: 'institution-unavailable';
      readonly trouble: InstitutionTrouble;
      readonly institutionCode: string | null;
    };

/**
 * Reports each status once, even if both a start and the hub report it.
 *
 * @param known fingerprint of the status that the reader already has
 */
export function createTeller(put: (event: RefreshEvent) => void, known: string | null = null) {
  const asked = new Set<string>();
  let last = known;

  function tell(status: ObservedStatus): void {
    const print = fingerprintOf(status.revision);
    if (print === last) return;
    last = print;
    for (const { guid } of status.challenges) asked.add(guid);
    put({ kind: isChallenged(status) ? 'challenged' : 'progress', status });
  }

  return {
    tell,
    /**
     * Reports the status of a start. The start reads MX itself, and MX may still show answered
     * challenges, which are not reported again.
     */
    tellOutcome(status: ObservedStatus): void {
      const isOld = status.challenges.every(({ guid }) => asked.has(guid));
      if (!isChallenged(status) || !isOld) tell(status);
    },
  };
}
