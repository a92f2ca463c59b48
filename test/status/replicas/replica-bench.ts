import type { MemberStatusModel } from '../../../src/mx/api/member-status.ts';
import type { MemberKey, MemberModel } from '../../../src/mx/api/member.ts';
import type { MxClient } from '../../../src/mx/client.ts';
import { MxError } from '../../../src/mx/errors.ts';
import { createMemory } from '../../../src/shared/memory/memory.ts';
import { createRecovery } from '../../../src/status/recovery.ts';
import { createStatusServices } from '../../../src/status/status-services.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { aMember, aStatus } from '../models.ts';

export const POLL_MS = 3_000;

/** What MX shows of a member: its status, or a failure. */
export type Shown = MemberStatusModel | Error;

/** Replicas of one gateway, on one clock, in front of one MX. */
export function createReplicaBench() {
  const clock = createManualClock();
  const memory = createMemory({ monotonicNow: clock.monotonicNow });
  const mx = {
    shown: new Map<string, Shown>(),
    /** The members whose status was read, in order. */
    reads: [] as string[],
    /** How long a read takes. */
    latencyMs: 0,
    lists: 0,
    members: [aMember()] as readonly MemberModel[],
    memberReads: 0,
    /** Replicas that do not reach MX. */
    cutOff: new Set<number>(),
  };

  function start(index: number) {
    const shared = memory.join();
    const started = new AsyncDisposableStack();
    const deleted = new Set<string>();
    const members = {
      async readStatus({ memberGuid }: MemberKey) {
        mx.reads.push(memberGuid);
        // What MX shows is decided when the request arrives.
        const shown = mx.shown.get(memberGuid) ?? aStatus();
        if (mx.latencyMs > 0) await clock.sleep(mx.latencyMs);
        if (mx.cutOff.has(index)) throw new MxError('UNAVAILABLE', 'no connection');
        if (shown instanceof Error) throw shown;
        return shown;
      },
      async list() {
        mx.lists += 1;
        return { items: mx.members, isComplete: true };
      },
      async read() {
        mx.memberReads += 1;
        return aMember();
      },
    };
    const services = createStatusServices({
      mx: { in: () => ({ members }) } as unknown as MxClient,
      shared,
      deleted: {
        addMember: ({ memberGuid }) => void deleted.add(memberGuid),
        addUser: (userGuid) => void deleted.add(userGuid),
        hasMember: ({ memberGuid }) => deleted.has(memberGuid),
        hasUser: (userGuid) => deleted.has(userGuid),
      },
      recovery: createRecovery({ sleep: clock.sleep, jitter: () => 0 }),
      hasWebhooks: false,
      started,
      pollMs: POLL_MS,
      onNews: () => {},
      forgetUser: () => {},
      now: clock.now,
      monotonicNow: clock.monotonicNow,
      sleep: clock.sleep,
    });
    return {
      ...services,
      /** Ends the replica as SIGTERM does. */
      async stop() {
        await started.disposeAsync();
        await shared[Symbol.asyncDispose]();
      },
      /** The replica goes on, but does not reach the others any more. */
      cutOff: () => shared[Symbol.asyncDispose](),
    };
  }

  let count = 0;
  return { clock, mx, join: () => start(count++) };
}
