import type { EndpointName } from '../endpoints.ts';
import type { Send } from './call.ts';

/** Reads that concern no user: two, in turns, so that MX is not taken for down when one is ill. */
const READS: readonly EndpointName[] = ['listInstitutions', 'listUsers'];
const QUERY = { page: 1, records_per_page: 10 };

/** Asks MX something small, to see whether it answers at all. */
export function createProbe(send: Send): () => Promise<void> {
  let asked = 0;
  return () => {
    const name = READS[asked % READS.length] ?? 'listInstitutions';
    asked += 1;
    return send(name, { query: QUERY, isProbe: true }, () => {});
  };
}
