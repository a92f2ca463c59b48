import { expect, test } from 'vitest';
import { raw, type Reply, startFakeMx, status } from '../support/fake-mx.ts';
import type { Data } from '../support/gateway.ts';
import { startConformanceGateway } from './conformance-gateway.ts';

const USER = 'USR-1';
const PATH = `/users/${USER}`;

/** A gateway before an MX that answers with these texts, by path. */
async function startWith(bodies: Readonly<Record<string, string>>) {
  await using started = new AsyncDisposableStack();
  const answer: Reply = (response, request) => {
    const { pathname } = new URL(request.url, 'http://mx');
    const body = bodies[pathname];
    (body === undefined ? status(404) : raw(body))(response, request);
  };
  const mx = started.use(await startFakeMx(answer));
  const gateway = started.use(await startConformanceGateway(mx.baseUrl));
  const running = started.move();
  return {
    drift: () =>
      gateway.logs
        .map((line): Data => JSON.parse(line))
        .filter(({ level, event }) => level === 'warn' && event === 'drift')
        .map(({ route, field }) => `${route} ${field}`),
    logs: gateway.logs,
    async query(document: string): Promise<Data> {
      const { data, errors } = await gateway.query(`{ user(guid: "${USER}") { ${document} } }`);
      expect(errors).toBeUndefined();
      return data?.['user'];
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

const members =
  '{"members":[{"guid":"MBR-1","successfully_aggregated_at":"2026-11-20T10:00:00Z"}]}';
const summary =
  'rewardsSummary { units { unit total isComplete expiring rewards { guid balance } } }';

async function summaryOf(...rewards: readonly string[]) {
  await using t = await startWith({
    [`${PATH}/members`]: members,
    [`${PATH}/members/MBR-1/rewards`]: `{"rewards":[${rewards.join()}]}`,
  });
  const { rewardsSummary } = await t.query(summary);
  const figures = rewardsSummary.units.map(({ unit, total, isComplete }: Data) => ({
    unit,
    total,
    isComplete,
  }));
  return { figures, units: rewardsSummary.units, drift: t.drift(), logs: t.logs };
}

function reward(guid: string | null, balance: string, more = '') {
  return `{"guid":${JSON.stringify(guid)},"balance":${balance},"balance_type":"BALANCE","unit_type":"POINTS"${more}}`;
}

const route = '/users/{user_guid}/members/{member_guid}/rewards';

test.for<[string, string]>([
  ['"1250.75"', '1250.75'],
  ['12345678901234567890.12', '12345678901234567890.12'],
  ['"9007199254740993"', '9007199254740993'],
  ['1E+3', '1000'],
])('the balance %s of MX adds up to %s', async ([balance, total]) => {
  const { figures, drift } = await summaryOf(reward('RWD-1', balance));
  expect(figures).toEqual([{ unit: 'POINTS', total, isComplete: true }]);
  expect(drift).toEqual([]);
});

test('long numbers are added up to the last digit', async () => {
  const { figures } = await summaryOf(
    reward('RWD-1', '12345678901234567890.12'),
    reward('RWD-2', '"0.00000000000000000001"'),
    reward('RWD-3', '9007199254740993'),
  );
  expect(figures[0].total).toBe('12354686100489308883.12000000000000000001');
});

test.for(['"lots"', '"1,250.75"', 'true', '{}', '1e999'])(
  'an unreadable balance %s is not added as zero, and the log names its place',
  async (balance) => {
    const { figures, drift, logs } = await summaryOf(
      reward('RWD-1', balance),
      reward('RWD-2', '5'),
    );
    expect(figures).toEqual([{ unit: 'POINTS', total: '5', isComplete: false }]);
    expect(drift).toEqual([`${route} balance`]);
    expect(logs.join()).not.toMatch(/lots|1,250/);
    const alone = await summaryOf(reward('RWD-1', balance));
    expect(alone.figures).toEqual([{ unit: 'POINTS', total: null, isComplete: false }]);
  },
);

test('a reward that comes twice on a page is listed and counted once', async () => {
  const twice = reward('RWD-1', '500');
  const { units } = await summaryOf(twice, twice);
  expect(units).toMatchObject([{ total: '500', isComplete: true, rewards: [{ guid: 'RWD-1' }] }]);
});

test.for<[string, string]>([
  ['without a guid', reward(null, '7')],
  ['that is null', 'null'],
  ['that is a text', '"RWD-9"'],
  ['that is a list', '[]'],
])('a row %s is left out, and the sum reports it', async ([, odd]) => {
  const { units, drift } = await summaryOf(reward('RWD-1', '500'), odd);
  expect(units).toMatchObject([{ total: '500', isComplete: false, rewards: [{ guid: 'RWD-1' }] }]);
  expect(drift).toHaveLength(1);
  const alone = await summaryOf(odd);
  expect(alone.units).toMatchObject([{ total: null, isComplete: false, rewards: [] }]);
});

test('lists that are read to their end keep readable rows, and count no more than they know', async () => {
  await using t = await startWith({
    [`${PATH}/members`]: '{"members":[{"guid":"MBR-1"},{"name":"?"},null,{"guid":"MBR-1"}]}',
    [`${PATH}/accounts`]: '{"accounts":[{"guid":"ACT-1","member_guid":"MBR-1"},{"guid":"ACT-1"}]}',
    [`${PATH}/members/MBR-1/rewards`]: '{"rewards":[{"guid":"RWD-1"},{"guid":5}]}',
  });
  const list = '{ totalCount pageInfo { hasNextPage } nodes { guid } }';
  const user = await t.query(`members ${list} accounts ${list} rewards { guid }`);
  const pageInfo = { hasNextPage: false };
  expect(user).toEqual({
    members: { totalCount: null, pageInfo, nodes: [{ guid: 'MBR-1' }] },
    accounts: { totalCount: 1, pageInfo, nodes: [{ guid: 'ACT-1' }] },
    rewards: [{ guid: 'RWD-1' }],
  });
});

test('a walk through pages with unreadable and repeated rows sees each other row once', async () => {
  const rows = [0, 1, null, 3, 4, 4, 3, {}, 8, 9].map((row) =>
    typeof row === 'number' ? { guid: `TRN-${row}`, amount: row } : row,
  );
  const pagination = { current_page: 1, per_page: 10, total_entries: 10, total_pages: 1 };
  await using t = await startWith({
    [`${PATH}/transactions`]: JSON.stringify({ transactions: rows, pagination }),
  });
  for (const first of [1, 2, 3, 10]) {
    const guids: string[] = [];
    for (let after: string | null = null, hasMore = true; hasMore;) {
      const { transactions } = await t.query(
        `transactions(first: ${first}, after: ${JSON.stringify(after)}) {
          totalCount edges { cursor node { guid } } pageInfo { hasNextPage endCursor }
        }`,
      );
      expect(transactions.totalCount).toBeNull();
      guids.push(...transactions.edges.map(({ node }: Data) => node.guid));
      after = transactions.pageInfo.endCursor;
      hasMore = transactions.pageInfo.hasNextPage;
    }
    expect(guids).toEqual(['TRN-0', 'TRN-1', 'TRN-3', 'TRN-4', 'TRN-8', 'TRN-9']);
  }
});
