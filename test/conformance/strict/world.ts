import { type Challenge, createTimeline, type Moment, rewrite, type Timeline } from './timeline.ts';

export interface Timing {
  /** A new member is 404 for so long. */
  readonly creationLagMs: number;
  /** How long a job runs, a question aside. */
  readonly jobMs: number;
  /** Status and lists go on showing the state from before a job for so long after its start. */
  readonly staleMs: number;
  /** Accounts and rewards of a job appear so long after its end. */
  readonly dataLagMs: number;
}

export interface Policy extends Timing {
  /** Of a taken job: MX's file says 200, its pages say 202. */
  readonly jobStatus: 200 | 202;
  /** MX finds its data recent enough: it takes the call and does nothing. */
  readonly throttled: boolean;
  /** Password whose questions a job that is started asks; null asks nothing. */
  readonly jobAsks: string | null;
  /** Writes the times of the status call otherwise than those of the member. */
  readonly statusMoments: Moment;
  /** For so long after a start, every second look at the status shows the state from before. */
  readonly flappingMs: number;
  /** Status that a job without questions ends with. */
  readonly endsAs: string;
}

export const DEFAULT_POLICY: Policy = {
  creationLagMs: 400,
  jobMs: 120,
  staleMs: 60,
  dataLagMs: 60,
  jobStatus: 202,
  throttled: false,
  flappingMs: 0,
  jobAsks: null,
  statusMoments: 'zulu',
  endsAs: 'CONNECTED',
};

export interface Member {
  readonly guid: string;
  readonly userGuid: string;
  readonly timeline: Timeline;
  /** 404 until then. */
  readonly knownAt: number;
  /** Looks at the status so far. */
  looks: number;
  job: { readonly kind: 'aggregate' | 'reward'; readonly startedAt: string } | null;
  accountsAt: number;
  rewardsAt: number;
}

export interface World {
  policy: Policy;
  readonly users: Map<string, { readonly guid: string; readonly id: string | null }>;
  readonly members: Map<string, Member>;
}

export function createWorld(policy: Partial<Policy>): World {
  return { policy: { ...DEFAULT_POLICY, ...policy }, users: new Map(), members: new Map() };
}

const IDLE = {
  connection_status: 'CREATED',
  is_being_aggregated: true,
  is_authenticated: false,
  has_processed_accounts: false,
  has_processed_transactions: false,
  aggregated_at: null,
  successfully_aggregated_at: null,
  challenges: [],
} as const;

let serial = 0;

/** Guids of MX's form, new ones each time. */
export function newGuid(prefix: string): string {
  serial += 1;
  return `${prefix}-5eed${String(serial).padStart(4, '0')}-0000-4000-8000-00000000abcd`;
}

/** Adds a member whose password says what its institution will ask. */
export function addMember(world: World, userGuid: string, password: string): Member {
  const { creationLagMs, jobMs } = world.policy;
  const startedAt = new Date().toISOString();
  const timeline = createTimeline({ ...IDLE, aggregated_at: startedAt });
  const member: Member = {
    guid: newGuid('MBR'),
    userGuid,
    timeline,
    knownAt: Date.now() + creationLagMs,
    looks: 0,
    job: { kind: 'aggregate', startedAt },
    accountsAt: Infinity,
    rewardsAt: Infinity,
  };
  world.members.set(member.guid, member);
  const questions = questionsFor(password);
  if (questions.length === 0) finish(world, member, creationLagMs);
  else {
    const inMs = creationLagMs + jobMs;
    timeline.plan({ inMs, connection_status: 'CHALLENGED', challenges: questions });
  }
  return member;
}

/** Runs the member's job to its good end, so many milliseconds from now at the earliest. */
export function finish(world: World, member: Member, afterMs: number): void {
  const { jobMs, dataLagMs, endsAs } = world.policy;
  const endMs = afterMs + jobMs;
  const { job } = member;
  const ended = new Date(Date.now() + endMs).toISOString();
  const running = { connection_status: endsAs, is_authenticated: true, challenges: [] };
  const aggregated_at = job?.startedAt ?? null;
  member.timeline.plan(
    { inMs: afterMs, ...running, is_being_aggregated: true, aggregated_at },
    { inMs: afterMs + jobMs / 3, has_processed_accounts: true },
    { inMs: afterMs + (jobMs * 2) / 3, has_processed_transactions: true },
    { inMs: endMs, is_being_aggregated: false, successfully_aggregated_at: ended },
  );
  member.accountsAt = Math.min(member.accountsAt, Date.now() + endMs + dataLagMs);
  if (job?.kind === 'reward') member.rewardsAt = Date.now() + endMs + dataLagMs;
}

/** Lets the member's job come to a question. */
export function ask(world: World, member: Member, challenges: readonly Challenge[]): void {
  const { staleMs, jobMs } = world.policy;
  member.timeline.plan(
    { inMs: staleMs, is_being_aggregated: true, aggregated_at: member.job?.startedAt ?? null },
    { inMs: staleMs + jobMs, connection_status: 'CHALLENGED', challenges },
  );
}

/** True while a job of the member runs, whatever its status shows yet. */
export function isRunning(member: Member): boolean {
  const { is_being_aggregated, aggregated_at } = member.timeline.now();
  return member.job !== null && (is_being_aggregated || aggregated_at !== member.job.startedAt);
}

export function questionsFor(password: string): readonly Challenge[] {
  const text = { guid: newGuid('CRD'), type: 'TEXT', label: 'Where were you born?' };
  if (password === 'ask') return [text];
  if (password === 'ask-by-number') return [{ ...text, type: 0, field_name: null }];
  if (password !== 'ask-much') return [];
  const options = [
    { guid: newGuid('CRO'), label: 'To my phone', value: 'phone' },
    { guid: newGuid('CRO'), label: null, value: 'right' },
  ];
  return [
    text,
    { guid: newGuid('CRD'), type: 'OPTIONS', label: 'Where to?', options },
    { guid: newGuid('CRD'), type: 'VOICE', label: 'Say something' },
    { guid: newGuid('CRD'), type: 'IMAGE_DATA', label: 'What is it?', image_data: PIXEL },
  ];
}

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** What a time is written as in answers of the status call. */
export function statusTime(world: World, value: string | null): string | null {
  return rewrite(value, world.policy.statusMoments);
}
