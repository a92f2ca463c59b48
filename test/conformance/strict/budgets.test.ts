import { expect, test } from 'vitest';
import { toGlobalId } from '../../../src/schema/global-id.ts';
import { countRoundTrips } from '../../support/round-trips.ts';
import { accountGuids, PRODUCT } from './bodies.ts';
import { type Guide, startGuide } from './guide.ts';

const LATENCY_MS = 60;
const QUICK = { creationLagMs: 0, jobMs: 30, staleMs: 0, dataLagMs: 0 };

/** A user with two members, each with three accounts of which two are cards of one product. */
async function startWallet() {
  const guide = await startGuide(QUICK);
  const userId = await guide.createUser();
  for (const times of [1, 2]) {
    const { member } = await guide.createMember(userId, `plain-${times}`);
    await guide.untilSettled(member.id);
    await guide.fetchRewards(member.id);
    await guide.untilSettled(member.id);
  }
  guide.upstream.delay(LATENCY_MS);
  return guide;
}

interface Budget {
  readonly name: string;
  readonly selection: string;
  readonly calls: readonly Call[];
  readonly roundTrips: number;
  /** When the same query was run before. */
  readonly warm?: { readonly calls: readonly Call[]; readonly roundTrips: number };
}

type Call = 'user' | 'members' | 'accounts' | 'each account' | 'each rewards' | 'product' | 'bank';

const budgets: readonly Budget[] = [
  {
    name: 'members with their status',
    selection:
      'members { nodes { name status { connectionStatus nextAction challenges { id } } } }',
    calls: ['members'],
    roundTrips: 1,
  },
  {
    name: 'the user beside a list',
    selection: 'email members { nodes { name } }',
    calls: ['user', 'members'],
    roundTrips: 1,
  },
  {
    name: 'accounts of every member',
    selection: 'members { nodes { name accounts { nodes { name balance } } } }',
    calls: ['members', 'accounts'],
    roundTrips: 1,
  },
  {
    name: 'rewards fields and card products of accounts',
    selection: `members { nodes { accounts { nodes {
      currentRewardLevel creditCardProduct { name }
    } } } }`,
    calls: ['members', 'accounts', 'each account', 'product'],
    roundTrips: 3,
    warm: { calls: ['members', 'accounts', 'each account'], roundTrips: 1 },
  },
  {
    name: 'rewards with their accounts',
    selection: 'members { nodes { rewards { balance account { name type } } } }',
    calls: ['members', 'accounts', 'each rewards'],
    roundTrips: 2,
    warm: { calls: ['members', 'accounts', 'each rewards'], roundTrips: 1 },
  },
  {
    name: 'institutions of members',
    selection: 'members { nodes { institution { name } } }',
    calls: ['members', 'bank'],
    roundTrips: 2,
    warm: { calls: ['members'], roundTrips: 1 },
  },
  {
    name: 'the whole wallet',
    selection: `email members { nodes {
      name
      status { connectionStatus nextAction }
      rewards { balance unit account { name creditCardProduct { name } } }
      accounts { nodes { name balance currentRewardLevel creditCardProduct { name } } }
    } }`,
    calls: ['user', 'members', 'accounts', 'each account', 'each rewards', 'product'],
    roundTrips: 3,
    warm: {
      calls: ['user', 'members', 'accounts', 'each account', 'each rewards'],
      roundTrips: 1,
    },
  },
];

test.for(budgets)('$name: no unneeded call and no unneeded round trip', async (budget) => {
  await using guide = await startWallet();
  const [user] = guide.upstream.world.users.values();
  const document = `{ user(guid: "${user?.guid}") { ${budget.selection} } }`;

  await expect(measure(guide, document)).resolves.toEqual({
    calls: pathsOf(guide, budget.calls),
    roundTrips: budget.roundTrips,
  });
  const warm = budget.warm ?? budget;
  await expect(measure(guide, document)).resolves.toEqual({
    calls: pathsOf(guide, warm.calls),
    roundTrips: warm.roundTrips,
  });
  expect(guide.upstream.refused).toEqual([]);
});

const WALLET = `members { nodes {
  name
  rewards { balance account { name creditCardProduct { name } } }
  accounts { nodes { name creditCardProduct { name } } }
} }`;

test('the wallet by global id costs no more than the wallet by guid', async () => {
  await using guide = await startWallet();
  const [user] = guide.upstream.world.users.values();
  const id = toGlobalId('User', user?.guid ?? '');
  const calls = ['members', 'accounts', 'each account', 'each rewards', 'product'] as const;
  await expect(
    measure(guide, `{ node(id: "${id}") { ... on User { ${WALLET} } } }`),
  ).resolves.toEqual({
    calls: pathsOf(guide, calls),
    roundTrips: 3,
  });
});

test('one list of accounts is enough for one member', async () => {
  await using guide = await startWallet();
  const [member] = guide.upstream.world.members.values();
  const key = `guid: "${member?.guid}", userGuid: "${member?.userGuid}"`;
  const selection = 'name accounts { nodes { name } } rewards { balance account { name } }';
  const { calls } = await measure(guide, `{ member(${key}) { ${selection} } }`);
  expect(calls.filter((call) => call.endsWith('/accounts'))).toHaveLength(1);
});

async function measure({ gateway, upstream: { requests } }: Guide, document: string) {
  requests.length = 0;
  const { errors } = await gateway.query(document);
  expect(errors).toBeUndefined();
  return {
    calls: requests.map(({ call }) => call).toSorted(),
    roundTrips: countRoundTrips(requests, LATENCY_MS),
  };
}

function pathsOf({ upstream: { world } }: Guide, calls: readonly Call[]): string[] {
  const [user] = world.users.values();
  const members = [...world.members.values()];
  const root = `GET /users/${user?.guid}`;
  const paths: Record<Call, readonly string[]> = {
    user: [root],
    members: [`${root}/members`],
    accounts: [`${root}/accounts`],
    'each account': members.flatMap(accountGuids).map((guid) => `${root}/accounts/${guid}`),
    'each rewards': members.map(({ guid }) => `${root}/members/${guid}/rewards`),
    product: [`GET /credit_card_products/${PRODUCT}`],
    bank: ['GET /institutions/frugal_bank'],
  };
  return calls.flatMap((call) => paths[call]).toSorted();
}
