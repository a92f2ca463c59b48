import { accountBody, accountGuids, pageOf, PRODUCT, productBody } from '../bodies.ts';
import type { Member } from '../world.ts';
import { BETA, NOT_FOUND, PAGES, type Route, route, V1 } from './route.ts';
import { membersOf, withMember, withUser } from './subject.ts';

export const accountRoutes: readonly Route[] = [
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

function listedAccounts(member: Member) {
  const guids = member.accountsAt <= Date.now() ? accountGuids(member) : [];
  return guids.map((guid) => accountBody(member, guid, false));
}
