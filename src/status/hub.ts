import type { OwnMemberKey } from '../auth/keys.ts';
import type { MemberKey, MemberModel } from '../mx/api/member.ts';
import { isMxError, type MxErrorCode } from '../mx/errors.ts';
import type { ObservedStatus } from './observed-status.ts';
import {
  asNew,
  asRunning,
  createPendingJobs,
  hasStartTime,
  type PendingJob,
  showsPast,
} from './pending-jobs.ts';
import { type PollJudgement, type PollOptions, pollUntilStopped } from './poll-loop.ts';
import type { MemberTraits } from './status-table.ts';
import { createWatchedMember, type WatchedMember, type WatchOptions } from './watched-member.ts';

export interface StatusHubOptions extends PollOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Fresh: not as they were before the job that has just ended. */
  readonly readTraits: (
    key: MemberKey,
    options: { readonly signal: AbortSignal; readonly isFresh: boolean },
  ) => Promise<MemberTraits>;
  /**
   * Something of the member was observed, or done to it, that watchers may hear of from now on:
   * what they then read must not be from before. Called before they are told.
   */
  readonly onNews?: ((key: MemberKey) => void) | undefined;
  /** Something was done to the member: what was read of its status before counts no more. */
  readonly onChanged?: ((key: MemberKey) => void) | undefined;
}

/** Everyone who watches a member is served by one poll loop. It hands over states, not events. */
export interface StatusHub extends AsyncDisposable {
  /**
   * The current status, then each change; a slow reader skips to the latest. Polling begins with
   * the call and ends with the last iterator's `return()`. The iterator throws an `MxError`:
   * `NOT_FOUND` of a member that MX has shown, `FORBIDDEN` and `MALFORMED_ID` at once, `NOT_FOUND`
   * of another after 2 s (15 s after the start of a job), others after ten minutes without an answer.
   */
  readonly watch: (
    key: OwnMemberKey,
    options?: WatchOptions,
  ) => AsyncIterableIterator<ObservedStatus>;
  /** Something happened to the member (a mutation, a webhook): read it at once, if it is watched. */
  readonly nudge: (key: MemberKey) => void;
  /** Look at the member now, if it is watched, as far as its pace allows. */
  readonly look: (key: MemberKey) => void;
  /** MX started a job: until its status shows that, present and future watchers see it running. */
  readonly jobStarted: (key: MemberKey, started: MemberModel) => void;
  /** MX took the answers: until its status shows that, the old questions are not asked again. */
  readonly challengesAnswered: (
    key: MemberKey,
    answeredGuids: readonly string[],
    resumed: MemberModel,
  ) => void;
  /** How many members are being polled. */
  readonly watched: () => number;
}

/** How long the first status of a connected member waits for what the status does not say. */
const FIRST_TRAITS_MS = 1_000;

/** Asking again cannot help. Any other failure is MX's trouble and may pass. */
const finalCodes: ReadonlySet<MxErrorCode> = new Set<MxErrorCode>([
  'NOT_FOUND',
  'FORBIDDEN',
  'MALFORMED_ID',
]);

export function createStatusHub(options: StatusHubOptions): StatusHub {
  const { readTraits, pollMs, now, monotonicNow, sleep } = options;
  const { onNews = () => {}, onChanged = () => {} } = options;
  const members = new Map<string, WatchedMember>();
  const pendingJobs = createPendingJobs({ monotonicNow });
  let disposed = false;

  /** @param firstTraits read beside the first status; null when they are not being read */
  function judgementOf(
    id: string,
    member: WatchedMember,
    firstTraits: Promise<void> | null,
  ): PollJudgement {
    return {
      async prepare(model) {
        if (model.connectionStatus !== 'CONNECTED' || model.isBeingAggregated) return;
        const job = pendingJobs.get(id);
        if (job !== undefined && showsPast(model, job)) return;
        // Whoever watches until all is done is not told that all is well with no accounts.
        const last = member.current();
        if (last === null) await soon(firstTraits ?? learnTraits(member, true));
        else if (last.isBeingAggregated) await learnTraits(member, true);
      },
      present(model) {
        const job = pendingJobs.get(id);
        if (job === undefined) return model;
        // MX's endpoints lag independently: never retract a state that was already sent.
        if (showsPast(model, job)) return member.current() ?? asRunning(model, job.started);
        // Without a start time, trust the first read.
        if (!hasStartTime(job) && job.answered.size === 0) pendingJobs.delete(id);
        return model;
      },
      standIn(error) {
        // MX may not know a member yet that it has just created.
        const job = isMxError(error, 'NOT_FOUND') ? pendingJobs.get(id) : undefined;
        return job === undefined ? null : (member.current() ?? asNew(job.started));
      },
      isFinal: (error) => !isMxError(error) || finalCodes.has(error.code),
    };
  }

  /** The status does not say them. A failure leaves them as they were known. */
  async function learnTraits(member: WatchedMember, isFresh: boolean): Promise<void> {
    try {
      member.learn(await readTraits(member.key, { signal: member.stopped, isFresh }));
    } catch {
      // Unknown they stay.
    }
  }

  /** A slow answer does not hold up a first status. */
  async function soon(traits: Promise<void>): Promise<void> {
    const nap = new AbortController();
    const limit = sleep(FIRST_TRAITS_MS, nap.signal).catch(() => {}); // its end is enough
    await Promise.race([traits, limit]);
    nap.abort();
  }

  function open(id: string, key: OwnMemberKey): WatchedMember {
    const member = createWatchedMember({
      key,
      freshMs: pollMs,
      now,
      onObserved: () => onNews(key),
      monotonicNow,
      onStop: () => members.delete(id),
    });
    members.set(id, member);
    return member;
  }

  function start(id: string, member: WatchedMember): void {
    const isOAuth = pendingJobs.get(id)?.started.isOAuth ?? null;
    const traits = isOAuth === null ? learnTraits(member, false) : null;
    if (isOAuth !== null) member.learn({ isOAuth });
    pollUntilStopped(member, options, judgementOf(id, member, traits)).catch(member.fail);
  }

  /** Remembers the job, watched or not, and tells those who watch what it means for them. */
  function expect(key: MemberKey, started: MemberModel, answered: ReadonlySet<string>): void {
    const id = idOf(key);
    const member = members.get(id);
    const job: PendingJob = {
      started,
      previousAggregatedAt: member?.current()?.aggregatedAt ?? null,
      answered,
    };
    pendingJobs.set(id, job);
    onChanged(key);
    onNews(key);
    const { isOAuth } = started;
    if (isOAuth !== null) member?.learn({ isOAuth });
    // A poll may have been faster than the answer of the start.
    member?.assume((status) => (showsPast(status, job) ? asRunning(status, started) : null));
  }

  return {
    watch(key, watchOptions = {}) {
      const id = idOf(key);
      const existing = members.get(id);
      const member = existing ?? open(id, key);
      const iterator = member.watch(watchOptions);
      if (disposed) member.end();
      else if (existing === undefined) start(id, member);
      return iterator;
    },
    nudge(key) {
      onChanged(key);
      onNews(key);
      members.get(idOf(key))?.nudge();
    },
    look: (key) => members.get(idOf(key))?.nudge(),
    jobStarted: (key, started) => expect(key, started, new Set()),
    challengesAnswered: (key, guids, resumed) => expect(key, resumed, new Set(guids)),
    watched: () => members.size,
    async [Symbol.asyncDispose]() {
      disposed = true;
      for (const member of members.values()) member.end();
    },
  };
}

/** The user is part of it: two users never share what is watched. */
function idOf(key: MemberKey): string {
  return JSON.stringify([key.userGuid, key.memberGuid]);
}
