import type { ExchangeEvent } from './event-types.ts';

/** The failures that say something about MX, or the way to it, and not about a request. */
const sentences: ReadonlyMap<string, string> = new Map(
  Object.entries({
    UNAVAILABLE: 'MX cannot be reached, or responds with errors of its own.',
    TIMEOUT: 'MX did not respond in time (MX_TIMEOUT_MS).',
    RATE_LIMITED: 'MX responds that it gets too many calls (429). Set MX_READS_PER_SECOND.',
    BAD_RESPONSE: 'MX, or a proxy before it, has sent something that MX does not document.',
    OUTCOME_UNKNOWN: 'MX has not confirmed this change. It may or may not have been made.',
    REFUSED_GATEWAY: 'MX rejects the key (401) or the version (406) of the gateway.',
    FORBIDDEN:
      'MX does not allow this call (403). It does not know the address of the gateway, or the feature is not enabled. Run the doctor.',
  }),
);

/** No client has sent what a poll sends, and none sees this failure. */
const REFUSED_POLL =
  'MX rejects a read that the gateway repeats (400). Its watchers wait. Report this, because the gateway or MX has a bug.';

/**
 * What has happened and what to do, for a call that MX, or the way to it, has failed; undefined for
 * all other calls. A call that the gateway itself has refused was not sent.
 */
export function describeFailureOfMx({ code, kind, attempts }: ExchangeEvent): string | undefined {
  if (attempts === 0) return undefined;
  return code === 'INVALID_INPUT' && kind === 'poll' ? REFUSED_POLL : sentences.get(code ?? '');
}
