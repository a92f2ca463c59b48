import type { InstitutionTrouble } from '../../mx/errors.ts';
import type { ObservedStatus } from '../../status/observed-status.ts';
import { fingerprintOf } from '../../status/revision.ts';
import { isChallenged } from '../../status/status-table.ts';

/** Each event carries the whole state: a reader who skips some has missed nothing. */
export type RefreshEvent =
  | { readonly kind: 'progress'; readonly status: ObservedStatus }
  /** The refresh goes on once the challenges are answered, by whomever. */
  | { readonly kind: 'challenged'; readonly status: ObservedStatus }
  /** The last. Not refreshed: MX found its data recent enough and gathered nothing. */
  | { readonly kind: 'completed'; readonly status: ObservedStatus; readonly refreshed: boolean }
  /** The last. */
  | {
      readonly kind: 'failed';
      /** Null when MX refused the job without a look at the member. */
      readonly status: ObservedStatus | null;
      readonly reason: 'not-ready' | 'not-enabled' | 'not-supported' | 'refresh-failed';
      /** Of `not-supported`: null when it could not be read. */
      readonly institutionCode?: string | null;
    }
  /** The last. */
  | {
      readonly kind: 'failed';
      readonly status: null;
      readonly reason: 'institution-unavailable';
      readonly trouble: InstitutionTrouble;
      readonly institutionCode: string | null;
    };

/**
 * Tells each status once, also when a start and the hub both report it.
 *
 * @param known fingerprint of the status that the reader has already
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
    /** The start reads MX itself, which may go on showing answered questions; the hub knows better. */
    tellOutcome(status: ObservedStatus): void {
      const isOld = status.challenges.every(({ guid }) => asked.has(guid));
      if (!isChallenged(status) || !isOld) tell(status);
    },
  };
}
