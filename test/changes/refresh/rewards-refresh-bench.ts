import { createJobs } from '../../../src/changes/jobs.ts';
import type { RefreshEvent } from '../../../src/changes/refresh/refresh-event.ts';
import { createRewardsRefresh } from '../../../src/changes/refresh/rewards-refresh.ts';
import type { MemberStatusModel } from '../../../src/mx/api/member-status.ts';
import type { MemberModel } from '../../../src/mx/api/member.ts';
import type { MxClient } from '../../../src/mx/client.ts';
import { Secret } from '../../../src/secret.ts';
import { createHubBench } from '../../status/hub-bench.ts';
import { aMember, key, readingOf, startedMember } from '../../status/models.ts';
import { settle } from '../../support/manual-clock.ts';

type Post = MemberModel | Error | (() => Promise<MemberModel>);

const unused = () => Promise.reject(new Error('unexpected call'));

/** The refresh with a real hub and real jobs, before an MX that does as the test says. */
export function createRefreshBench({ recheckMs = 3000, sleepRejects = false } = {}) {
  const hubBench = createHubBench({ jitter: 0.5 });
  const { hub, clock, mx } = hubBench;
  const born = clock.now();
  const calls: string[] = [];
  let resume = () => startedMember;
  const post = {
    fetchRewards: startedMember as Post,
    /** Of the read before the start; null answers what the hub is answered. */
    status: null as (() => Promise<MemberStatusModel>) | null,
  };

  function answer<T extends object>(name: string, script: T | Error | (() => Promise<T>)) {
    calls.push(name);
    if (typeof script === 'function') return script();
    return script instanceof Error ? Promise.reject(script) : Promise.resolve(script);
  }

  const members: MxClient['members'] = {
    create: unused,
    list: unused,
    read: () => answer('read', aMember()),
    readStatus: () =>
      answer('status', post.status ?? (typeof mx.status === 'function' ? unused : mx.status)),
    challenges: unused,
    aggregate: unused,
    fetchRewards: () => answer(`fetchRewards ${clock.now() - born}`, post.fetchRewards),
    resume: () => answer('resume', resume()),
    credentials: unused,
    update: unused,
    delete: unused,
    oauthWindow: unused,
  };
  async function sleep(ms: number, signal: AbortSignal): Promise<void> {
    await clock.sleep(ms, signal);
    if (sleepRejects) signal.throwIfAborted();
  }
  const jobs = createJobs({
    mx: { members },
    readStatus: async (of) => readingOf(await members.readStatus(of), clock),
    readIsOAuth: async (of) => (await members.read(of)).isOAuth,
    hub,
    takeJob: () => {},
    now: clock.now,
    sleep,
  });
  const refresh = createRewardsRefresh({
    jobs,
    hub,
    monotonicNow: clock.monotonicNow,
    sleep,
    recheckMs,
  });

  return {
    hub,
    clock,
    mx,
    post,
    calls,
    start: (after?: string) => collectEvents(refresh.start(key, after)),
    startUnread: () => refresh.start(key),
    /** MX shows this from now on; the poll after the next `ms` sees it. */
    async shows(status: MemberStatusModel, ms = 4000): Promise<void> {
      mx.status = status;
      await clock.advance(ms);
    },
    /** Answers all of these challenges, after which MX shows `then`. */
    async answers(guids: readonly string[], then: MemberStatusModel): Promise<void> {
      const value = new Secret('Vienna');
      resume = () => {
        mx.status = then;
        return aMember({ ...startedMember, connectionStatus: 'RESUMED' });
      };
      const answers = guids.map((challengeGuid) => ({ challengeGuid, value }));
      const outcome = await jobs.answerChallenges(key, answers);
      if (outcome.kind !== 'done') throw new Error(outcome.kind);
      await settle();
    },
    /** How often MX was asked for the job. */
    starts: () => calls.filter((call) => call.startsWith('fetchRewards')).length,
    /** How often MX was asked anything. */
    asked: () => calls.length + mx.reads.length + mx.oauthReads,
    [Symbol.asyncDispose]: () => hubBench[Symbol.asyncDispose](),
  };
}

/** Reads the events as they come, in short; `stop` ends it as a client that goes away. */
function collectEvents(iterator: AsyncIterableIterator<RefreshEvent>) {
  const events: RefreshEvent[] = [];
  const reader = {
    events,
    short: [] as string[],
    ended: false,
    error: null as unknown,
    stop: () => iterator.return?.(),
  };
  void (async () => {
    try {
      for await (const event of iterator) {
        events.push(event);
        reader.short.push(inShort(event));
      }
    } catch (error) {
      reader.error = error;
    }
    reader.ended = true;
  })();
  return reader;
}

function inShort(event: RefreshEvent): string {
  const { kind, status } = event;
  if (kind === 'completed') return event.refreshed ? 'completed' : 'completed, not refreshed';
  if (kind === 'challenged') return `asks ${status?.challenges.map(({ guid }) => guid).join(' ')}`;
  const state = `${status?.connectionStatus} ${status?.isBeingAggregated === true ? 'runs' : 'idle'}`;
  if (kind === 'progress') return state;
  return status === null ? event.reason : `${event.reason}: ${state}`;
}
