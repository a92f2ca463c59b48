import type { MemberStatusModel } from '../mx/api/member-status.ts';
import type { MemberKey } from '../mx/api/member.ts';
import type { MxClient } from '../mx/client.ts';
import type { OperationScope } from '../mx/wire/operation-scope.ts';
import type { ObservedStatus } from '../status/observed-status.ts';
import type { PacedReads } from '../status/paced-reads.ts';
import type { SharedReads } from './batching/shared-reads.ts';
import { LazyLoaders, type Loaders } from './loaders.ts';
import { memberCacheKey } from './member.ts';
import type { DependentRead, RememberedReads } from './remembered-reads.ts';
import { type SharedData, type SharedDataReads, createSharedDataReads } from './shared-data.ts';
import type { LoaderSources } from './sources.ts';

/** The reads of one operation from MX, or of the events of a subscription, one after another. */
export interface OperationReads {
  readonly loaders: Loaders;
  readonly reference: SharedDataReads;
  /** A status that this operation already returns: another read could show a different state. */
  readonly knownStatus: (key: MemberKey) => ObservedStatus | undefined;
  readonly knowStatus: (status: ObservedStatus) => void;
  /** Starts the reads that the same operation of this caller needed last time, beside its lists. */
  readonly startRemembered: () => void;
  /**
   * Aborted when the operation must not read any more: the client has disconnected, or the budget
   * is spent.
   */
  readonly signal: () => AbortSignal;
  /** The number of calls to MX so far, in all events. */
  readonly calls: () => number;
  /** Called after a change: earlier reads are no longer valid. */
  readonly forget: () => void;
  /** The next event has its own budget, and does not see earlier reads. */
  readonly startEvent: () => void;
  /** Aborts reads in flight, and drops everything that was read. */
  readonly end: () => void;
}

export interface ReadSources {
  readonly mx: Pick<MxClient, 'in' | 'startOperation'>;
  readonly sharedReads: SharedReads;
  readonly sharedData: SharedData;
  readonly statuses: Pick<PacedReads<MemberStatusModel>, 'read'>;
  readonly rememberedReads: RememberedReads;
}

export interface Reader {
  /** The lane in which the reader shares MX with others. */
  readonly lane: string;
  /** Aborted when the client disconnects. */
  readonly left: AbortSignal | undefined;
  /** Equal for the same operation of the same caller; null if its reads are not remembered. */
  readonly operationId: string | null;
  /** Calls that the operation has made before. Defaults to 0. */
  readonly callsBefore?: number | undefined;
}

export function createOperationReads(
  { mx, sharedReads, sharedData, statuses, rememberedReads }: ReadSources,
  { operationId, callsBefore, ...reader }: Reader,
): OperationReads {
  let known: Map<string, ObservedStatus> | undefined;
  const tally = createTally(callsBefore);
  let scope: OperationScope | undefined;
  let isWhole = true;
  let needed: Map<string, DependentRead> | undefined;
  let isRecalling = false;

  function current(): OperationScope {
    if (scope === undefined) {
      scope = mx.startOperation({ ...reader, isWhole });
      tally.count(scope.calls);
    }
    return scope;
  }

  const sources = (): LoaderSources => ({
    mx: mx.in(current()),
    share: (userGuid, name, read) => sharedReads.share(current(), { userGuid, name, read }),
    readStatus: (key) => statuses.read(key, current()),
    note(read) {
      if (!isRecalling && operationId !== null) (needed ??= new Map()).set(toId(read), read);
    },
  });
  const loaders = new LazyLoaders(sources);

  function start({ kind, key }: DependentRead): Promise<unknown> {
    if (kind === 'rewardsFields') return loaders.accountRewardsFields.load(key);
    return kind === 'status' ? loaders.memberStatus.load(key) : loaders.rewardsOfMember.load(key);
  }

  function forget(): void {
    loaders.clear();
    known = undefined;
  }

  return {
    loaders,
    reference: createSharedDataReads(sharedData, current),
    knownStatus: (key) => known?.get(memberCacheKey(key)),
    knowStatus(status) {
      (known ??= new Map()).set(memberCacheKey(status.key), status);
    },
    startRemembered() {
      if (operationId === null) return;
      isRecalling = true;
      for (const read of rememberedReads.recall(operationId)) {
        // A field that needs the read reports its failure.
        start(read).catch(() => {});
      }
      isRecalling = false;
    },
    signal: () => current().signal,
    calls: tally.calls,
    forget,
    startEvent() {
      scope = undefined;
      // The status in an event needs no call: the event is sent even if the other fields fail.
      isWhole = false;
    },
    end() {
      // The scope is kept, so that a late read finds that it has ended.
      current().end();
      if (operationId !== null && needed !== undefined) {
        rememberedReads.remember(operationId, [...needed.values()]);
      }
      tally.stop();
      forget();
    },
  };
}

function toId({ kind, key }: DependentRead): string {
  return `${kind} ${'accountGuid' in key ? key.accountGuid : key.memberGuid} ${key.userGuid}`;
}

/** The calls of one scope after another. It stays for the log, and keeps no scope. */
function createTally(before = 0) {
  let counted = before;
  let running: (() => number) | undefined;

  function stop(): void {
    counted += running?.() ?? 0;
    running = undefined;
  }

  return {
    count(calls: () => number) {
      stop();
      running = calls;
    },
    stop,
    calls: () => counted + (running?.() ?? 0),
  };
}
