import { z } from 'zod';
import { encodeId } from '../../opaque-id.ts';
import type { SandboxControl } from '../control.ts';
import { createInstant } from '../instant.ts';
import type { Institution } from '../institutions.ts';
import type { Settings } from '../options.ts';
import type { MemberRecord, UserRecord } from '../records.ts';
import { apiRoutes } from '../routes.ts';
import type { State } from '../state.ts';
import { inputs, mfaWords, troubleTypes } from './inputs.ts';

/** The newest users are listed, and as many members of each. */
const MAX_LISTED = 200;

export interface World {
  readonly state: State;
  readonly settings: Settings;
  /** The sandbox's clock, in milliseconds since 1970. */
  readonly now: () => number;
  readonly control: SandboxControl;
}

/** Everything that a person needs to use the commands. */
export function describeWorld(world: World) {
  const { state } = world;
  const users = [...state.users.values()];
  return {
    clock: describeClock(world),
    lag: world.control.lag(),
    failures: world.control.failures(),
    userCount: users.length,
    users: users.slice(-MAX_LISTED).map((user) => describeUser(world, user)),
    institutions: [...state.institutions.values()].map((each) => describeInstitution(state, each)),
    commands: Object.entries(inputs).map(([name, input]) => ({
      path: `/sandbox/control/${name}`,
      input: z.toJSONSchema(input, { io: 'input' }),
    })),
    endpoints: apiRoutes.map(({ method, parts }) => `${method} /${parts.join('/')}`),
  };
}

export function describeClock({ now, control }: World) {
  return { now: new Date(now()).toISOString(), advancedMs: control.advancedMs() };
}

function describeUser(world: World, { guid, id: externalId, members }: UserRecord) {
  return {
    guid,
    id: encodeId('User', guid),
    externalId,
    memberCount: members.size,
    members: [...members.values()].slice(-MAX_LISTED).map((each) => describeMember(world, each)),
  };
}

/** A member as MX would show it now. */
export function describeMember({ settings, now }: World, member: MemberRecord) {
  const { advance, jobs } = createInstant({ settings, now: now() });
  const { guid, userGuid, institution, nextWord } = advance(member);
  const { connectionStatus, isBeingAggregated } = jobs.progress(member);
  return {
    guid,
    id: encodeId('Member', userGuid, guid),
    institution: institution.code,
    status: connectionStatus,
    isBeingAggregated,
    nextMfa: nameOf(mfaWords, nextWord),
  };
}

export function describeInstitution(state: State, { guid, code, name }: Institution) {
  const id = encodeId('Institution', code);
  return { guid, id, code, name, trouble: nameOf(troubleTypes, state.troubles.get(code)) };
}

function nameOf(words: Readonly<Record<string, string>>, word: string | undefined): string | null {
  return Object.entries(words).find(([, each]) => each === word)?.[0] ?? word ?? null;
}
