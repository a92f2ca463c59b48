import type { OwnMemberKey } from '../auth/keys.ts';
import type { Feed } from '../feed.ts';
import type { MemberKey, MemberModel } from '../mx/api/member.ts';
import { isMxError } from '../mx/errors.ts';
import type { MemberTraitsReads } from './member-traits.ts';
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
import { createWatchedMember, type WatchedMember, type WatchOptions } from './watched-member.ts';

export interface StatusHubOptions extends PollOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly readTraits: MemberTraitsReads['read'];
  /**
   * Called before watchers receive news about the member, from a read or a change. Everything that
   * they read afterwards must not be older than this news.
   */
  readonly onNews?: ((key: MemberKey) => void) | undefined;
  /** Called after a change to the member: earlier readings of its status are no longer valid. */
  readonly onChanged?: ((key: MemberKey) => void) | undefined;
  /**
   * Called first for each change that this process made, with the job that MX started or resumed.
   */
  readonly onOwnChange?: ((key: MemberKey, job: PendingJob | null) => void) | undefined;
  /** Called with each status of a watched member, and the time of its read if it is news. */
  readonly onStatus?: ((status: ObservedStatus, readAt?: number) => void) | undefined;
}

/** All watchers of a member share one poll loop. The hub returns states, not events. */
export interface StatusHub extends AsyncDisposable {
  /**
   * Sends the current status, then each change; a slow reader skips to the latest status. Polling
   * begins with the call and ends with the last iterator's `return()`. The iterator throws an
   * `MxError`. It throws `FORBIDDEN` and `MALFORMED_ID` immediately, and also `NOT_FOUND` for a
   * member that MX has shown before. For another member it throws `NOT_FOUND` after 2 s (15 s after
   * the start of a job). It throws other errors after ten minutes without a response.
   */
  readonly watch: (key: OwnMemberKey, options?: WatchOptions) => Feed<ObservedStatus>;
  /**
   * Called after a change to the member: reads the status immediately, if the member is watched.
   */
  readonly nudge: (key: MemberKey) => void;
  /**
   * Polls the member now, if it is watched, as far as its pace allows. False if nobody watches it.
   */
  readonly look: (key: MemberKey) => boolean;
  /** The same for all watched members of a user. */
  readonly lookAtUser: (userGuid: string) => boolean;
  /**
   * Called after MX has started a job: until MX's status shows the job, all watchers see it as
   * running.
   */
  readonly jobStarted: (key: MemberKey, started: MemberModel) => void;
  /**
   * Called after MX has accepted answers: until MX's status shows that, the old challenges are not
   * sent again.
   */
  readonly challengesAnswered: (
    key: MemberKey,
    answeredGuids: readonly string[],
    resumed: MemberModel,
  ) => void;
  /** Called after a change that another replica made. */
  readonly changedElsewhere: (key: MemberKey, job: PendingJob | null) => void;
  /** How many members are being polled. */
  readonly watched: () => number;
  /** How many watchers they have. */
  readonly watchers: () => number;
}

/**
 * How long the first status of a connected member waits for the traits, which the status does not
 * contain.
 */
const FIRST_TRAITS_MS = 1_000;

export function createStatusHub(options: StatusHubOptions): StatusHub {
  const { readTraits, pollMs, now, monotonicNow, sleep } = options;
  const { onNews = () => {}, onChanged = () => {}, onOwnChange = () => {} } = options;
  const { onStatus = () => {} } = options;
  const members = new Map<string, WatchedMember>();
  const pendingJobs = createPendingJobs({ monotonicNow });
  let disposed = false;

  /**
   * @param firstTraits traits that are read concurrently with the first status; null if they are
   * not being read
   */
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
        // A watcher that ends when the member is settled must not end with a success if the member
        // has no accounts.
        const last = member.current();
        if (last === null) await soon(firstTraits ?? learnTraits(member, model.aggregatedAt ?? ''));
        else if (last.isBeingAggregated) await learnTraits(member, model.aggregatedAt ?? '');
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
    };
  }

  /** Reads the traits, which the status does not contain. After a failure the known traits stay. */
  async function learnTraits(member: WatchedMember, endedJob: string | null): Promise<void> {
    try {
      member.learn(await readTraits(member.key, { signal: member.stopped, endedJob }));
    } catch {
      // The traits stay as they were.
    }
  }

  /** Waits for the traits, but a slow response does not delay the first status for long. */
  async function soon(traits: Promise<void>): Promise<void> {
    const nap = new AbortController();
    const limit = sleep(FIRST_TRAITS_MS, nap.signal).catch(() => {}); // only its end matters
    await Promise.race([traits, limit]);
    nap.abort();
  }

  function open(id: string, key: OwnMemberKey): WatchedMember {
    const member = createWatchedMember({
      key,
      freshMs: pollMs,
      now,
      onObserved(status, readAt) {
        onStatus(status, readAt);
        onNews(key);
      },
      monotonicNow,
      onStop: () => members.delete(id),
    });
    members.set(id, member);
    return member;
  }

  function start(id: string, member: WatchedMember): void {
    const isOAuth = pendingJobs.get(id)?.started.isOAuth ?? null;
    const traits = isOAuth === null ? learnTraits(member, null) : null;
    if (isOAuth !== null) member.learn({ isOAuth });
    pollUntilStopped(member, options, judgementOf(id, member, traits)).catch(member.fail);
  }

  function expect(key: MemberKey, started: MemberModel, answered: ReadonlySet<string>): void {
    const previousAggregatedAt = members.get(idOf(key))?.current()?.aggregatedAt ?? null;
    const job = { started, previousAggregatedAt, answered };
    onOwnChange(key, job);
    apply(key, job);
  }

  /** Remembers the job, watched or not, and sends watchers the status that follows from it. */
  function apply(key: MemberKey, job: PendingJob): void {
    const id = idOf(key);
    const member = members.get(id);
    const { started } = job;
    pendingJobs.set(id, job);
    onChanged(key);
    onNews(key);
    const { isOAuth } = started;
    if (isOAuth !== null) member?.learn({ isOAuth });
    // A poll may have been faster than the response to the start.
    member?.assume((status) => (showsPast(status, job) ? asRunning(status, started) : null));
  }

  function nudge(key: MemberKey): void {
    onChanged(key);
    onNews(key);
    members.get(idOf(key))?.nudge();
  }

  return {
    watch(key, watchOptions = {}) {
      const id = idOf(key);
      const existing = members.get(id);
      const member = existing ?? open(id, key);
      const watcher = member.watch(watchOptions);
      if (disposed) member.end();
      else if (existing === undefined) start(id, member);
      return watcher;
    },
    nudge(key) {
      onOwnChange(key, null);
      nudge(key);
    },
    look(key) {
      const member = members.get(idOf(key));
      member?.nudge();
      return member !== undefined;
    },
    lookAtUser(userGuid) {
      const watched = [...members.values()].filter(({ key }) => key.userGuid === userGuid);
      for (const member of watched) member.nudge();
      return watched.length > 0;
    },
    changedElsewhere(key, job) {
      if (job === null) nudge(key);
      else apply(key, job);
    },
    jobStarted: (key, started) => expect(key, started, new Set()),
    challengesAnswered: (key, guids, resumed) => expect(key, resumed, new Set(guids)),
    watched: () => members.size,
    watchers: () => members.values().reduce((sum, member) => sum + member.watchers(), 0),
    async [Symbol.asyncDispose]() {
      disposed = true;
      for (const member of members.values()) member.end();
    },
  };
}

/** The id contains the user: two users never share a watched member. */
function idOf(key: MemberKey): string {
  return JSON.stringify([key.userGuid, key.memberGuid]);
}
