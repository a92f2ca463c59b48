import type { Guide } from './guide.ts';

/** Patience on a busy machine. */
export const POLL = { timeout: 4_000 };
export const IDLE = { connectionStatus: 'CONNECTED', isBeingAggregated: false };
export const RUNNING = { connectionStatus: 'CONNECTED', isBeingAggregated: true };
export const QUICK = { creationLagMs: 0, jobMs: 60, staleMs: 30, dataLagMs: 0 };
export const FETCH = /^POST .*\/fetch_rewards$/;

export function callsOf({ upstream }: Guide, pattern: RegExp) {
  return upstream.requests.filter(({ call }) => pattern.test(call)).length;
}
