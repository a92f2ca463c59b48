import type { EndpointName } from '../endpoints.ts';
import type { Send } from './call.ts';

/**
 * Two reads that concern no user, used alternately, so that MX is not treated as down if one
 * endpoint fails.
 */
const READS: readonly EndpointName[] = ['listInstitutions', 'listUsers'];
const QUERY = { page: 1, records_per_page: 10 };

/** Sends MX a small read, to see whether it responds at all. */
export function createProbe(send: Send): () => Promise<void> {
  let asked = 0;
  return () => {
    const name = READS[asked % READS.length] ?? 'listInstitutions';
    asked += 1;
    return send(name, { query: QUERY, isProbe: true }, () => {});
  };
}
