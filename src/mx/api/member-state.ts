import { type Drift } from '../errors.ts';
import { dateTime, flag, text, type Row } from './decode.ts';

/** The part of a member's status that the member object itself contains. */
export interface MemberState {
  /** MX's original string; null for a member without credentials (a manual member). */
  readonly connectionStatus: string | null;
  readonly isBeingAggregated: boolean;
  /** The start of the latest job of any kind, RFC 3339 in UTC. */
  readonly aggregatedAt: string | null;
  readonly successfullyAggregatedAt: string | null;
}

export function decodeMemberState(row: Row, drift: Drift): MemberState {
  return {
    connectionStatus: text(row, 'connection_status', drift),
    isBeingAggregated: flag(row, 'is_being_aggregated', drift) ?? false,
    aggregatedAt: dateTime(row, 'aggregated_at', drift),
    successfullyAggregatedAt: dateTime(row, 'successfully_aggregated_at', drift),
  };
}
