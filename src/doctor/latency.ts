import type { ApiVersion } from '../mx/endpoints.ts';
import { failed, type Finding, ok, skipped, warning } from './finding.ts';
import type { MxCaller } from './mx-caller.ts';

const READS = 5;
/** After this time it is known that MX is slow. */
const ENOUGH_MS = 10_000;
/** A small read of MX that takes longer than this is slow. */
export const SLOW_MS = 1_000;

/** What to do about an MX that is slow. */
export const SLOW_FIX =
  'Compare with another machine to find out whether MX or the network is slow. If it is MX, look at its status page and ask MX; users wait for each read.';

/** Times some small reads, one after the other, on a connection that exists. */
export async function judgeLatency(
  caller: MxCaller,
  version: ApiVersion,
  timeoutMs: number,
): Promise<Finding> {
  const times: number[] = [];
  let sumMs = 0;
  for (let count = 0; count < READS && sumMs < ENOUGH_MS; count += 1) {
    const reply = await caller.ask('listInstitutions', { version });
    if (reply.kind === 'failure' && reply.cause === 'cut') {
      return failed(
        'latency',
        `MX did not respond to read ${count + 1} of ${READS} within ${timeoutMs} ms, which is the deadline of a call.`,
        `${SLOW_FIX} A longer deadline (MX_TIMEOUT_MS) only makes users wait longer.`,
        { timeoutMs },
      );
    }
    sumMs += reply.ms;
    if (reply.kind === 'answer' && reply.status === 200) times.push(reply.ms);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  const slowest = sorted.at(-1);
  if (median === undefined || slowest === undefined) {
    return skipped('latency', 'MX did not respond to a small read, so that it cannot be timed.');
  }
  const details = {
    medianMs: Math.round(median),
    slowestMs: Math.round(slowest),
    reads: sorted.length,
  };
  const sentence = `A small read takes ${details.medianMs} ms (median of ${sorted.length}; the slowest ${details.slowestMs} ms).`;
  if (slowest >= timeoutMs / 2) {
    const share = `MX is slow. ${sentence} The deadline of a call is ${timeoutMs} ms.`;
    return warning('latency', share, SLOW_FIX, details);
  }
  return median >= SLOW_MS
    ? warning('latency', `MX is slow. ${sentence}`, SLOW_FIX, details)
    : ok('latency', sentence, details);
}
