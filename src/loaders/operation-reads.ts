import type { MemberStatusModel } from '../mx/api/member-status.ts';
import type { MemberKey } from '../mx/api/member.ts';
import type { MxClient } from '../mx/client.ts';
import type { OperationScope } from '../mx/wire/operation-scope.ts';
import type { ObservedStatus } from '../status/observed-status.ts';
import type { PacedReads } from '../status/paced-reads.ts';
import type { SharedReads } from './batching/shared-reads.ts';
import { createLoaders, type Loaders } from './loaders.ts';
import { memberCacheKey } from './member.ts';
import { type SharedData, type SharedDataReads, createSharedDataReads } from './shared-data.ts';
import type { LoaderSources } from './sources.ts';

/** What one operation reads of MX, or one event of a subscription after another. */
export interface OperationReads {
  readonly loaders: Loaders;
  readonly reference: SharedDataReads;
  /** A status that this operation tells anyway: another read would tell of another moment. */
  readonly knownStatus: (key: MemberKey) => ObservedStatus | undefined;
  readonly knowStatus: (status: ObservedStatus) => void;
  /** Aborted when nothing more is to be read: the client has left, or the budget is spent. */
  readonly signal: () => AbortSignal;
  /** Calls to MX so far, of all events. */
  readonly calls: () => number;
  /** Something was changed: what was read before counts no more. */
  readonly forget: () => void;
  /** What follows has a budget of its own, and sees nothing that was read before. */
  readonly startEvent: () => void;
  /** Stops what is still being read, and keeps nothing of what was. */
  readonly end: () => void;
}

export interface ReadSources {
  readonly mx: Pick<MxClient, 'in' | 'startOperation'>;
  readonly sharedReads: SharedReads;
  readonly sharedData: SharedData;
  readonly statuses: Pick<PacedReads<MemberStatusModel>, 'read'>;
}

export interface Reader {
  /** Who shares MX with others. */
  readonly lane: string;
  /** Aborted when the client leaves. */
  readonly left: AbortSignal | undefined;
}

export function createOperationReads(
  { mx, sharedReads, sharedData, statuses }: ReadSources,
  reader: Reader,
): OperationReads {
  const told = new Map<string, ObservedStatus>();
  let callsBefore = 0;
  let scope: OperationScope | undefined;
  let isWhole = true;
  const current = () => (scope ??= mx.startOperation({ ...reader, isWhole }));
  const sources = (): LoaderSources => ({
    mx: mx.in(current()),
    share: (userGuid, name, read) => sharedReads.share(current(), { userGuid, name, read }),
    readStatus: (key) => statuses.read(key, current()),
  });
  const { loaders, clear } = createLoaders(sources);

  function forget(): void {
    clear();
    told.clear();
  }

  return {
    loaders,
    reference: createSharedDataReads(sharedData, current),
    knownStatus: (key) => told.get(memberCacheKey(key)),
    knowStatus: (status) => void told.set(memberCacheKey(status.key), status),
    signal: () => current().signal,
    calls: () => callsBefore + (scope?.calls() ?? 0),
    forget,
    startEvent() {
      callsBefore += scope?.calls() ?? 0;
      scope = undefined;
      // The status that an event tells costs nothing: it is told, whatever becomes of the rest.
      isWhole = false;
    },
    end() {
      // Kept, so that whoever comes late finds it ended.
      current().end();
      forget();
    },
  };
}
