import { BANK, memberBody, pageOf } from '../bodies.ts';
import { addMember } from '../world.ts';
import { type Call, NOT_FOUND, PAGES, type Reply, type Route, route, V1 } from './route.ts';
import { membersOf, withMember, withUser } from './subject.ts';

export const memberRoutes: readonly Route[] = [
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
];

interface Wire {
  readonly member?: {
    readonly institution_code?: string;
    readonly credentials?: readonly { readonly guid: string; readonly value: string }[];
  };
}

function createMember(user: { readonly guid: string }, { world, body }: Call): Reply {
  const { member = {} } = body as Wire;
  if (member.institution_code !== BANK.code) return NOT_FOUND;
  const values = new Map(member.credentials?.map(({ guid, value }) => [guid, value]));
  if (!values.has(BANK.login) || !values.has(BANK.password)) return { status: 400 };
  const created = addMember(world, user.guid, values.get(BANK.password) ?? '');
  return { status: 202, body: { member: memberBody(created) } };
}
