import { pageOf } from '../bodies.ts';
import { newGuid } from '../world.ts';
import { type Call, PAGES, type Reply, type Route, route, V1 } from './route.ts';
import { userBody, withUser } from './subject.ts';

export const userRoutes: readonly Route[] = [
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
];

interface Wire {
  readonly user?: { readonly id?: string };
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
