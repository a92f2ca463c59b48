import { memberBody, pageOf, statusBody } from '../bodies.ts';
import { ask, finish, isRunning, type Member, questionsFor } from '../world.ts';
import { BETA, type Call, PAGES, type Reply, type Route, route, V1 } from './route.ts';
import { withMember } from './subject.ts';

export const jobRoutes: readonly Route[] = [
  route(
    'GET',
    '/users/:/members/:/status',
    [V1, BETA],
    [],
    withMember((member, { world }) => ({
      status: 200,
      body: { member: statusBody(world, member) },
    })),
  ),
  route(
    'GET',
    '/users/:/members/:/challenges',
    [V1],
    PAGES,
    withMember((member, { query }) => {
      const { challenges } = member.timeline.now();
      if (challenges.length === 0) return { status: 204 };
      return { status: 200, body: pageOf('challenges', challenges, query) };
    }),
  ),
  route('PUT', '/users/:/members/:/resume', [V1], [], withMember(resume)),
  route('POST', '/users/:/members/:/aggregate', [V1], [], withMember(startJob('aggregate'))),
  route('POST', '/users/:/members/:/fetch_rewards', [BETA], [], withMember(startJob('reward'))),
];

interface Wire {
  readonly member?: {
    readonly challenges?: readonly { readonly guid: string; readonly value: string }[];
  };
}

function resume(member: Member, { world, body }: Call): Reply {
  const { challenges } = member.timeline.now();
  if (challenges.length === 0) return { status: 405 };
  const answers = new Map(
    (body as Wire).member?.challenges?.map(({ guid, value }) => [guid, value]),
  );
  if (!challenges.every(({ guid }) => answers.has(guid))) return { status: 400 };
  const isRight = [...answers.values()].every((value) => value === 'right');
  if (isRight) finish(world, member, 40);
  else {
    const rejected = { connection_status: 'REJECTED', is_being_aggregated: false, challenges: [] };
    member.timeline.plan({ inMs: 40, ...rejected });
  }
  const resumed = { connection_status: 'RESUMED', is_being_aggregated: true };
  return { status: 202, body: { member: { ...memberBody(member), ...resumed } } };
}

function startJob(kind: 'aggregate' | 'reward') {
  return (member: Member, { world }: Call): Reply => {
    const { jobStatus: status, throttled, staleMs, jobAsks } = world.policy;
    if (isRunning(member)) {
      return member.job?.kind === kind
        ? { status, body: { member: { ...memberBody(member), is_being_aggregated: true } } }
        : { status: 409, body: { error: { message: 'Another job is running' } } };
    }
    if (throttled) return { status, body: { member: memberBody(member) } };
    const startedAt = new Date().toISOString();
    member.job = { kind, startedAt };
    if (jobAsks === null) finish(world, member, staleMs);
    else ask(world, member, questionsFor(jobAsks));
    const body = { ...memberBody(member), is_being_aggregated: true, aggregated_at: startedAt };
    return { status, body: { member: body } };
  };
}
