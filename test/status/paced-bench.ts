import type { MemberKey } from '../../src/mx/api/member.ts';
import type { MxCalls } from '../../src/mx/client.ts';
import { MxError } from '../../src/mx/errors.ts';
import type { CallScope } from '../../src/mx/scope.ts';
import { createPacedReads, type PacedReadsOptions } from '../../src/status/paced-reads.ts';
import type { StopSignal } from '../../src/stop.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { key } from './models.ts';

export const FLOOR_MS = 3_000;
export const unavailable = new MxError('UNAVAILABLE', 'GET 503');

/** An MX that answers at once with what it says at that moment, unless told to take its time. */
export function createPacedBench(options: Partial<PacedReadsOptions<string>> = {}) {
  const clock = createManualClock();
  const born = clock.monotonicNow();
  const sent: { at: number; member: string; signal: StopSignal | undefined }[] = [];
  const mx = { says: 'a' as string | Error, takesMs: 0 };
  const scopes = new Map<MxCalls, CallScope>();
  const paced = createPacedReads<string>({
    mx: {
      in(scope) {
        const calls = {} as MxCalls;
        scopes.set(calls, scope);
        return calls;
      },
    },
    async read(calls, { userGuid, memberGuid }) {
      const signal = scopes.get(calls)?.signal;
      const at = clock.monotonicNow() - born;
      sent.push({ at, member: `${userGuid}/${memberGuid}`, signal });
      if (mx.takesMs > 0) await clock.sleep(mx.takesMs, signal);
      signal?.throwIfAborted();
      if (mx.says instanceof Error) throw mx.says;
      return mx.says;
    },
    floorMs: FLOOR_MS,
    now: clock.now,
    monotonicNow: clock.monotonicNow,
    sleep: clock.sleep,
    ...options,
  });
  const reader = (signal?: AbortSignal): CallScope => ({ lane: 'USR-1', signal });
  return {
    ...paced,
    clock,
    mx,
    sent,
    reader,
    times: () => sent.map(({ at }) => at),
    value: async (of: MemberKey = key) => (await paced.read(of, reader())).value,
  };
}
