import { aggregateData, aggregatedGuid } from './aggregation.ts';
import { cardProducts } from './credit-card-products.ts';
import { mxbankLogin, mxbankPassword } from './institutions.ts';
import { toConnectionState } from './jobs.ts';
import { createMemberRecord } from './new-member.ts';
import type { UserRecord } from './records.ts';
import type { State } from './state.ts';

const householdGuid = 'USR-11141024-90b3-1bce-cac9-c06ced52ab4c';
const bankMember = 'MBR-7c6f361b-e582-15b6-60c0-358f12466b4b';
const cardMember = 'MBR-2d5b7a90-41c8-4e6f-9b1d-0a3c5e7f9102';
const neighbourGuid = 'USR-fa7537f3-48aa-a683-a02a-b18940482f54';
const neighbourMember = 'MBR-90f1c3d2-6b7a-4d5e-8f90-1b2c3d4e5f03';

/** Guids of the demo data. They never change. */
export const demo = {
  household: {
    userGuid: householdGuid,
    id: 'demo-household',
    bank: memberGuids(
      bankMember,
      ['checking', 'savings', 'card'],
      ['cash', 'cash-total', 'gold', 'promotion'],
    ),
    cards: memberGuids(
      cardMember,
      ['miles', 'points'],
      ['miles', 'miles-expiring', 'points', 'points-expired', 'voucher'],
    ),
  },
  neighbour: {
    userGuid: neighbourGuid,
    id: 'demo-neighbour',
    bank: memberGuids(
      neighbourMember,
      ['checking', 'savings', 'card'],
      ['cash', 'cash-total', 'gold', 'promotion'],
    ),
  },
  cardProducts,
} as const;

/** How long before the start the demo members were aggregated. It is longer than any throttle. */
const AGGREGATED_AGO_MS = 5 * 60 * 60 * 1000;

/** A household with two members, and a neighbour with a card of the same product. */
export function seedDemo({ state, now }: { readonly state: State; readonly now: number }): void {
  const household = addUser(state, demo.household, now);
  const bank = { code: 'mxbank', id: 'demo-bank' };
  const cards = { code: 'summit_card_services', id: 'demo-cards' };
  addMember({ state, user: household, guid: bankMember, ...bank, now });
  addMember({ state, user: household, guid: cardMember, ...cards, now });
  const neighbour = addUser(state, demo.neighbour, now);
  addMember({ state, user: neighbour, guid: neighbourMember, ...bank, now });
}

function addUser(
  state: State,
  { userGuid, id }: { readonly userGuid: string; readonly id: string },
  now: number,
): UserRecord {
  const user: UserRecord = {
    guid: userGuid,
    id,
    email: `${id}@example.com`,
    isDisabled: false,
    metadata: '{"type": "individual"}',
    createdAt: now - AGGREGATED_AGO_MS,
    visibleAt: 0,
    members: new Map(),
  };
  state.users.set(user.guid, user);
  return user;
}

function addMember(options: {
  readonly state: State;
  readonly user: UserRecord;
  readonly guid: string;
  readonly code: string;
  readonly id: string;
  readonly now: number;
}): void {
  const { state, user, guid, code, id, now } = options;
  const institution = state.institutions.get(code);
  if (institution === undefined) throw new Error(`No institution ${code}`);
  const at = now - AGGREGATED_AGO_MS;
  const passwords = institution.credentials.map(
    (credential) => [credential.guid, credential.type === 'LOGIN' ? 'mxuser' : 'password'] as const,
  );
  const member = createMemberRecord({
    guid,
    userGuid: user.guid,
    institution,
    id,
    credentials: code === 'mxbank' ? mxbankCredentials() : new Map(passwords),
    baseState: toConnectionState('CONNECTED'),
    aggregatedAt: at - 37_000,
    successfullyAggregatedAt: at,
    succeededAt: new Map([['standard', at]]),
    jobGuid: `JOB-${guid.slice(4)}`,
  });
  aggregateData({ member, job: { aggregatesRewards: true, kind: 'standard' }, at });
  user.members.set(guid, member);
}

function mxbankCredentials(): ReadonlyMap<string, string> {
  return new Map([
    [mxbankLogin, 'mxuser'],
    [mxbankPassword, 'password'],
  ]);
}

function memberGuids<A extends string, R extends string>(
  memberGuid: string,
  accountKeys: readonly A[],
  rewardKeys: readonly R[],
): {
  readonly memberGuid: string;
  readonly accounts: Readonly<Record<A, string>>;
  readonly rewards: Readonly<Record<R, string>>;
} {
  const guids = <K extends string>(prefix: 'ACT' | 'RWD', keys: readonly K[]): Record<K, string> =>
    Object.fromEntries(keys.map((key) => [key, aggregatedGuid(prefix, memberGuid, key)])) as Record<
      K,
      string
    >;
  return { memberGuid, accounts: guids('ACT', accountKeys), rewards: guids('RWD', rewardKeys) };
}
