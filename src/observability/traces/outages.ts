import type { TracesEvent } from '../event-types.ts';
import type { ExportOutcome } from './span-queue.ts';
import type { SpanCounts } from './traces.ts';

/** The least time between two outages that are reported. */
const REPORT_MS = 60_000;

export interface OutagesOptions {
  readonly report: (event: TracesEvent) => void;
  readonly counts: () => SpanCounts;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
}

/** One event when exports begin to fail, and one when they succeed again. */
export function createOutages({ report, counts, now }: OutagesOptions) {
  let reportedAt = -Infinity;
  let isAway = false;

  return ({ code }: ExportOutcome): void => {
    if (code === null) {
      if (!isAway) return;
      isAway = false;
      report({ health: 'up', code: null, dropped: counts().dropped });
    } else if (!isAway && now() - reportedAt >= REPORT_MS) {
      isAway = true;
      reportedAt = now();
      report({ health: 'away', code, dropped: counts().dropped });
    }
  };
}
