import { createHash } from 'node:crypto';
import type { ChallengeModel } from '../mx/api/challenge.ts';
import type { MemberStatusModel } from '../mx/api/member-status.ts';

const DIGEST_CHARS = 16;
/**
 * Nine base-36 digits can represent milliseconds beyond the year 5000, so that text order is time
 * order.
 */
const TIME_CHARS = 9;

/**
 * Sixteen characters that are equal exactly when MX reports the same status of a member. The order
 * of several challenges is not documented and is ignored.
 */
export function fingerprint(status: MemberStatusModel): string {
  const reported = [
    status.connectionStatus,
    status.isBeingAggregated,
    status.isAuthenticated,
    status.hasProcessedAccounts,
    status.hasProcessedTransactions,
    status.hasProcessedAccountNumbers,
    status.aggregatedAt,
    status.successfullyAggregatedAt,
    status.challenges.map((challenge) => JSON.stringify(contentOf(challenge))).toSorted(),
  ];
  return createHash('sha256')
    .update(JSON.stringify(reported))
    .digest('base64url')
    .slice(0, DIGEST_CHARS);
}

function contentOf(challenge: ChallengeModel): readonly unknown[] {
  const asked = [challenge.guid, challenge.kind, challenge.typeRaw, challenge.label];
  if (challenge.kind === 'IMAGE_DATA') return [...asked, challenge.image];
  if (challenge.kind === 'OPTIONS') {
    return [...asked, challenge.options.map(({ value, label }) => [value, label])];
  }
  if (challenge.kind === 'IMAGE_OPTIONS') {
    const options = challenge.options.map(({ value, label, dataUri }) => [value, label, dataUri]);
    return [...asked, options];
  }
  return asked;
}

/**
 * Opaque to clients; later revisions of a member sort after earlier ones as text.
 *
 * @param observedAt RFC 3339
 */
export function toRevision(observedAt: string, print: string): string {
  if (observedAt !== lastObservedAt) {
    const time = Math.max(0, Date.parse(observedAt));
    lastTime = time.toString(36).padStart(TIME_CHARS, '0');
    lastObservedAt = observedAt;
  }
  return `${lastTime}.${print}`;
}

// Many statuses are observed in one millisecond.
let lastObservedAt: string | undefined;
let lastTime = '';

/** The fingerprint inside a revision; null when the text is not one. */
export function fingerprintOf(revision: string): string | null {
  return /^[0-9a-z]{9}\.([\w-]{16})$/.exec(revision)?.[1] ?? null;
}
