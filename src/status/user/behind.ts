import type { MemberState } from '../../mx/api/member.ts';
import { compareTimes, timeOf } from '../mx-time.ts';

/**
 * True if `state` shows an earlier moment of the member than `known`. MX's member list and its
 * status call lag independently, so that a later response of one may be older than an earlier
 * response of the other.
 */
export function isBehind(state: MemberState, known: MemberState): boolean {
  const jobs = compare(state.aggregatedAt, known.aggregatedAt);
  if (jobs !== 0) return jobs < 0;
  const successes = compare(state.successfullyAggregatedAt, known.successfullyAggregatedAt);
  if (successes !== 0) return successes < 0;
  // A job ends once, but after a wrong answer it may continue.
  const mayContinue = known.connectionStatus === 'REJECTED' || known.aggregatedAt === null;
  return state.isBeingAggregated && !known.isBeingAggregated && !mayContinue;
}

/** Any date is later than none. */
function compare(a: string | null, b: string | null): number {
  const [time, other] = [timeOf(a), timeOf(b)];
  if (time === null || other === null) return Number(time !== null) - Number(other !== null);
  return compareTimes(time, other);
}

/** True if the two show the same status, as far as a member list shows it. */
export function isSameState(a: MemberState, b: MemberState): boolean {
  return (
    a.connectionStatus === b.connectionStatus &&
    a.isBeingAggregated === b.isBeingAggregated &&
    compare(a.aggregatedAt, b.aggregatedAt) === 0 &&
    compare(a.successfullyAggregatedAt, b.successfullyAggregatedAt) === 0
  );
}
