import type { MemberKey, MemberModel } from '../mx/api/member.ts';
import { lanes } from '../mx/scope.ts';
import { readThrough } from '../shared/read-through.ts';
import type { SharedCache } from '../shared/shared-cache.ts';
import { traitsOf } from './observed-status.ts';
import { createPacedReads, type PacedReadsOptions } from './paced-reads.ts';
import type { MemberTraits } from './status-table.ts';

/** Traits hardly ever change, except at the end of a job. */
const TRAITS_FLOOR_MS = 60_000;

export interface TraitsOptions {
  readonly signal: AbortSignal;
  /**
   * The time of the last aggregation (empty if MX does not show it), if a job has just ended: the
   * traits are then read after it. Null if any traits of the last minute are good enough.
   */
  readonly endedJob: string | null;
}

/** What the polls of a member need to know of it, and MX's status call does not contain. */
export interface MemberTraitsReads {
  readonly read: (key: MemberKey, options: TraitsOptions) => Promise<MemberTraits>;
  /** Call this after a change to the member. */
  readonly changed: (key: MemberKey) => void;
}

export interface MemberTraitsReadsOptions extends Omit<
  PacedReadsOptions<MemberTraits>,
  'read' | 'floorMs'
> {
  readonly cache: SharedCache;
  /** The member in the last list of a watched user; null if there is none. */
  readonly memberOf: (key: MemberKey) => MemberModel | null;
}

export function createMemberTraits(options: MemberTraitsReadsOptions): MemberTraitsReads {
  const { cache, memberOf, ...pace } = options;
  const reads = createPacedReads<MemberTraits>({
    ...pace,
    read: async ({ members }, key) => traitsOf(await members.read(key)),
    floorMs: TRAITS_FLOOR_MS,
  });

  return {
    async read(key, { signal, endedJob }) {
      const listed = memberOf(key);
      // After a job, the list may still show the time before its end.
      if (listed !== null && !(endedJob !== null && listed.isBeingAggregated)) {
        return traitsOf(listed);
      }
      if (endedJob !== null) reads.changed(key);
      const load = async () => (await reads.read(key, { lane: lanes.polls, signal })).value;
      const traits = await readThrough(cache, toName(key, endedJob), {
        ...{ ttlMs: TRAITS_FLOOR_MS, load, isValue: isTraits, signal },
      });
      return traits ?? load();
    },
    changed(key) {
      reads.changed(key);
      void cache.forget([toName(key, null)]);
    },
  };
}

function isTraits(value: unknown): value is MemberTraits {
  return typeof value === 'object' && value !== null && 'isOAuth' in value;
}

function toName({ userGuid, memberGuid }: MemberKey, endedJob: string | null): string {
  return `traits/${userGuid}/${memberGuid}/${endedJob ?? ''}`;
}
