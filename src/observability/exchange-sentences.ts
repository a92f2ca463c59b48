/**
 * What has happened and what to do, for each failure that says something about MX, or the way to
 * it, and not about a request.
 */
export const exchangeSentences: ReadonlyMap<string, string> = new Map(
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
