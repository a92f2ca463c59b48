import {
  accountBody,
  accountGuids,
  BANK,
  credentialBodies,
  institutionBody,
  memberBody,
  pageOf,
  PRODUCT,
  productBody,
  rewardBodies,
  statusBody,
} from './bodies.ts';
import {
  addMember,
  ask,
  finish,
  isRunning,
  type Member,
  newGuid,
  questionsFor,
  type World,
} from './world.ts';

export interface Call {
  readonly world: World;
  /** What stood in the path, in order. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly accept: string;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

export interface Route {
  readonly method: string;
  readonly path: RegExp;
  /** Media types that the endpoint answers in; any other is 406. */
  readonly accepts: readonly string[];
  /** Query parameters that it takes; any other is 400. */
  readonly query: readonly string[];
  readonly handle: (call: Call) => Reply;
}

export const BETA = 'application/vnd.mx.api.v1beta+json';
const V1 = 'application/vnd.mx.api.v1+json';
const PAGES = ['page', 'records_per_page'];
const NOT_FOUND: Reply = { status: 404 };

function route(
  method: string,
  path: string,
  accepts: readonly string[],
  query: readonly string[],
  handle: (call: Call) => Reply,
): Route {
  return {
    method,
    path: new RegExp(`^${path.replaceAll(':', '([^/]+)')}$`),
    accepts,
    query,
    handle,
  };
}

/** The endpoints that MX's guide "Fetch Rewards with the API" goes through, and the lists. */
export const routes: readonly Route[] = [
  route('POST', '/users', [V1], [], createUser),
  route('GET', '/users', [V1], [...PAGES, 'id', 'email', 'is_disabled'], ({ world, query }) => {
    const users = [...world.users.values()].filter(({ id }) => id === (query.get('id') ?? id));
    return { status: 200, body: pageOf('users', users.map(userBody), query) };
  }),
  route(
    'GET',
    '/users/:',
    [V1],
    [],
    withUser((user) => ({ status: 200, body: { user } })),
  ),
  route('GET', '/institutions', [V1], [...PAGES, 'name'], ({ query }) => {
    const isNamed = 'frugal bank'.includes((query.get('name') ?? '').toLowerCase());
    return {
      status: 200,
      body: pageOf('institutions', isNamed ? [institutionBody] : [], query, 100),
    };
  }),
  route('GET', '/institutions/:', [V1], [], ({ parts: [code] }) =>
    code === BANK.code ? { status: 200, body: { institution: institutionBody } } : NOT_FOUND,
  ),
  route('GET', '/institutions/:/credentials', [V1], PAGES, ({ parts: [code], query }) =>
    code === BANK.code
      ? { status: 200, body: pageOf('credentials', credentialBodies, query) }
      : NOT_FOUND,
  ),
  route('POST', '/users/:/members', [V1], [], withUser(createMember)),
  route(
    'GET',
    '/users/:/members',
    [V1],
    PAGES,
    withUser((user, { world, query }) => ({
      status: 200,
      body: pageOf('members', membersOf(world, user.guid).map(memberBody), query),
    })),
  ),
  route(
    'GET',
    '/users/:/members/:',
    [V1],
    [],
    withMember((member) => ({
      status: 200,
      body: { member: memberBody(member) },
    })),
  ),
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
  route(
    'GET',
    '/users/:/members/:/rewards',
    [BETA],
    [],
    withMember((member) => ({
      status: 200,
      body: { rewards: rewardsOf(member) },
    })),
  ),
  route(
    'GET',
    '/users/:/members/:/rewards/:',
    [BETA],
    [],
    withMember((member, { parts }) => {
      const reward = rewardsOf(member).find(({ guid }) => guid === parts[2]);
      return reward ? { status: 200, body: { reward } } : NOT_FOUND;
    }),
  ),
  route(
    'GET',
    '/users/:/accounts',
    [V1, BETA],
    PAGES,
    withUser((user, { world, query }) => ({
      status: 200,
      body: pageOf('accounts', membersOf(world, user.guid).flatMap(listedAccounts), query),
    })),
  ),
  route(
    'GET',
    '/users/:/members/:/accounts',
    [V1, BETA],
    PAGES,
    withMember((member, { query }) => ({
      status: 200,
      body: pageOf('accounts', listedAccounts(member), query),
    })),
  ),
  route(
    'GET',
    '/users/:/accounts/:',
    [V1, BETA],
    [],
    withUser((user, { world, parts, accept }) => {
      const guid = parts[1] ?? '';
      const member = membersOf(world, user.guid).find((each) => accountGuids(each).includes(guid));
      if (member === undefined) return NOT_FOUND;
      return { status: 200, body: { account: accountBody(member, guid, accept === BETA) } };
    }),
  ),
  route('GET', '/credit_card_products/:', [BETA], [], ({ parts: [guid] }) =>
    guid === PRODUCT ? { status: 200, body: { credit_card_product: productBody } } : NOT_FOUND,
  ),
];

function userBody({ guid, id }: { readonly guid: string; readonly id: string | null }) {
  return { guid, id, email: null, is_disabled: false, metadata: null, phone: '555' };
}

function withUser(handle: (user: ReturnType<typeof userBody>, call: Call) => Reply) {
  return (call: Call): Reply => {
    const user = call.world.users.get(call.parts[0] ?? '');
    return user ? handle(userBody(user), call) : NOT_FOUND;
  };
}

function withMember(handle: (member: Member, call: Call) => Reply) {
  return (call: Call): Reply => {
    const member = call.world.members.get(call.parts[1] ?? '');
    const isHere = member !== undefined && member.knownAt <= Date.now();
    return isHere && member.userGuid === call.parts[0] ? handle(member, call) : NOT_FOUND;
  };
}

function membersOf(world: World, userGuid: string): Member[] {
  const all = [...world.members.values()];
  return all.filter((member) => member.userGuid === userGuid && member.knownAt <= Date.now());
}

function listedAccounts(member: Member) {
  const guids = member.accountsAt <= Date.now() ? accountGuids(member) : [];
  return guids.map((guid) => accountBody(member, guid, false));
}

function rewardsOf(member: Member) {
  return member.rewardsAt <= Date.now() ? rewardBodies(member) : [];
}

interface Wire {
  readonly user?: { readonly id?: string };
  readonly member?: {
    readonly institution_code?: string;
    readonly credentials?: readonly { readonly guid: string; readonly value: string }[];
    readonly challenges?: readonly { readonly guid: string; readonly value: string }[];
  };
}

function createUser({ world, body }: Call): Reply {
  const { user = {} } = body as Wire;
  if (Object.keys(user).length === 0) return { status: 400 };
  const id = user.id ?? null;
  if ([...world.users.values()].some((each) => id !== null && each.id === id))
    return { status: 409 };
  const created = { guid: newGuid('USR'), id };
  world.users.set(created.guid, created);
  return { status: 200, body: { user: userBody(created) } };
}

function createMember(user: { readonly guid: string }, { world, body }: Call): Reply {
  const { member = {} } = body as Wire;
  if (member.institution_code !== BANK.code) return NOT_FOUND;
  const values = new Map(member.credentials?.map(({ guid, value }) => [guid, value]));
  if (!values.has(BANK.login) || !values.has(BANK.password)) return { status: 400 };
  const created = addMember(world, user.guid, values.get(BANK.password) ?? '');
  return { status: 202, body: { member: memberBody(created) } };
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
