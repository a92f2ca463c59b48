import type { Member, World } from '../world.ts';
import { type Call, NOT_FOUND, type Reply } from './route.ts';

export function userBody({ guid, id }: { readonly guid: string; readonly id: string | null }) {
  return { guid, id, email: null, is_disabled: false, metadata: null, phone: '555' };
}

export function withUser(handle: (user: ReturnType<typeof userBody>, call: Call) => Reply) {
  return (call: Call): Reply => {
    const user = call.world.users.get(call.parts[0] ?? '');
    return user ? handle(userBody(user), call) : NOT_FOUND;
  };
}

export function withMember(handle: (member: Member, call: Call) => Reply) {
  return (call: Call): Reply => {
    const member = call.world.members.get(call.parts[1] ?? '');
    const isHere = member !== undefined && member.knownAt <= Date.now();
    return isHere && member.userGuid === call.parts[0] ? handle(member, call) : NOT_FOUND;
  };
}

export function membersOf(world: World, userGuid: string): Member[] {
  const all = [...world.members.values()];
  return all.filter((member) => member.userGuid === userGuid && member.knownAt <= Date.now());
}
