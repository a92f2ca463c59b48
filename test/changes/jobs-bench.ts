import type { TakeJob } from '../../src/changes/job-budget.ts';
import { createJobs } from '../../src/changes/jobs.ts';
import type { MemberStatusModel } from '../../src/mx/api/member-status.ts';
import type { MemberModel } from '../../src/mx/api/member.ts';
import type { MxClient } from '../../src/mx/client.ts';
import { MxError, type MxErrorCode } from '../../src/mx/errors.ts';
import { aMember, type aQuestion, readingOf } from '../status/models.ts';

/** A refusal by MX. */
export const error = (code: MxErrorCode, status?: number) =>
  new MxError(code, 'POST …', { status });

/** A list of statuses is answered in order, the last of them from then on. */
interface Answers {
  readonly status: readonly (MemberStatusModel | Error)[];
  readonly post?: MemberModel | Error;
  readonly member?: MemberModel | Error;
  readonly challenges?: readonly ReturnType<typeof aQuestion>[];
  readonly takeJob?: TakeJob;
}

const unused = () => Promise.reject(new Error('unexpected call'));

/** Jobs against an MX that gives these answers, with what was asked of MX and told to the hub. */
export function createJobsBench({
  status,
  post,
  member = aMember(),
  challenges = [],
  takeJob = () => {},
}: Answers) {
  const calls: string[] = [];
  const told: unknown[] = [];
  const statuses = [...status];

  function call(name: string) {
    return <T>(answer: T | Error | undefined): Promise<T> => {
      calls.push(name);
      if (answer === undefined) throw new Error(`unexpected call: ${name}`);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    };
  }
  const members: MxClient['members'] = {
    create: unused,
    list: unused,
    read: () => call('read')(member),
    readStatus: () => call('status')(statuses.length > 1 ? statuses.shift() : statuses[0]),
    challenges: () => call('challenges')(challenges),
    aggregate: () => call('aggregate')(post),
    fetchRewards: () => call('fetchRewards')(post),
    resume: () => call('resume')(post),
    credentials: unused,
    update: unused,
    delete: unused,
    oauthWindow: unused,
  };
  const clock = { now: () => Date.parse('2026-11-22T12:00:01Z'), monotonicNow: () => 0 };
  const jobs = createJobs({
    mx: { members },
    readStatus: async (key) => readingOf(await members.readStatus(key), clock),
    readIsOAuth: async (key) => (await members.read(key)).isOAuth,
    hub: {
      nudge: () => told.push('nudge'),
      jobStarted: (_key, started) => told.push({ started }),
      challengesAnswered: (_key, guids, resumed) => told.push({ guids, resumed }),
    },
    takeJob,
    now: clock.now,
    async sleep(ms) {
      calls.push(`sleep ${ms}`);
    },
  });
  return { jobs, calls, told };
}
