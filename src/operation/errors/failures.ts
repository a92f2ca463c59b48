import { randomUUID } from 'node:crypto';
import type { ClientErrorCode } from '../refusal.ts';

/** A failure that is not the client's fault; `cause` is the original error. */
export interface Failure {
  readonly code: ClientErrorCode;
  readonly cause: unknown;
}

/** A failure as the log reports it. */
export interface ReportedFailure extends Failure {
  /** The id in the client's error, which the client can quote. */
  readonly errorId: string;
  /** The number of failures that this report stands for. */
  readonly times: number;
}

/** The failures of one response. Failures with the same cause are one report and share their id. */
export interface Failures {
  /** Returns the id of the failure. */
  readonly add: (failure: Failure) => string;
  /** Reports the failures that were added. */
  readonly report: () => void;
}

/**
 * The number of causes per response that are reported one by one; the others share one report and
 * one id.
 */
const MAX_REPORTS = 20;

export function createFailures(failed: (failure: ReportedFailure) => void): Failures {
  const reports = new Map<unknown, { times: number } & Omit<ReportedFailure, 'times'>>();
  const others = {};

  return {
    add({ code, cause }) {
      const key = reports.has(cause) || reports.size < MAX_REPORTS ? cause : others;
      const report = reports.get(key) ?? { errorId: randomUUID(), code, cause, times: 0 };
      reports.set(key, report);
      report.times += 1;
      return report.errorId;
    },
    report() {
      for (const report of reports.values()) failed(report);
      reports.clear();
    },
  };
}

/** Reports failures outside a response. */
export function createReport(failed: (failure: ReportedFailure) => void) {
  return (failure: Failure): string => {
    const errorId = randomUUID();
    failed({ ...failure, errorId, times: 1 });
    return errorId;
  };
}
