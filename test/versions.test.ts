import { readFile } from 'node:fs/promises';
import {
  buildClientSchema,
  buildSchema,
  getIntrospectionQuery,
  type IntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { expect, test } from 'vitest';
import type { Config } from '../src/config.ts';
import { startSandbox } from '../src/sandbox/sandbox.ts';
import { demo } from '../src/sandbox/seed.ts';
import { toGlobalId } from '../src/schema/global-id.ts';
import { Secret } from '../src/secret.ts';
import { change, toMember } from './support/changes.ts';
import { type Data, startTestGateway, type TestGateway } from './support/gateway.ts';

type ApiVersion = Config['apiVersion'];

const versions: readonly ApiVersion[] = ['v20111101', 'v20250224'];
const householdId = toGlobalId('User', demo.household.userGuid);

const wallet = `query ($id: ID!) {
  node(id: $id) {
    ... on User {
      externalId email isDisabled
      members {
        nodes {
          name isOAuth institution { code name }
          status { connectionStatus nextAction aggregatedAt successfullyAggregatedAt }
          accounts {
            nodes {
              name type balance availableCredit creditLimit apr currencyCode
              currentRewardLevel enrolledInRewardsOn primaryRewardUnit
              creditCardProduct { name annualFee introductoryRateOnPurchasesMonths }
            }
          }
          rewards { balance unit balanceType description expiresOn account { name } }
        }
      }
      rewardsSummary { units { unit total expiring nextExpiry } }
    }
  }
}`;

const transactions = `query ($id: ID!, $from: Date, $to: Date) {
  node(id: $id) {
    ... on User {
      transactions(first: 100, from: $from, to: $to) {
        nodes { guid date amount status postedAt transactedAt account { name } }
        totalCount
      }
    }
  }
}`;

const institutions = `query ($supports: [Product!]) {
  institutions(first: 100, supports: $supports) { nodes { code supportedProducts } totalCount }
}`;

test.for(versions)('the schema equals schema.graphql under %s', async (apiVersion) => {
  await using gateway = await start(apiVersion);
  const { data } = await gateway.query(
    getIntrospectionQuery({ schemaDescription: true, oneOf: true }),
  );
  const published = await readFile(new URL('../schema.graphql', import.meta.url), 'utf8');
  const seen = buildClientSchema(data as unknown as IntrospectionQuery);
  expect(print(seen)).toBe(print(buildSchema(published)));
});

test('the data of MX reads the same under both versions', async () => {
  await using sandbox = await startSandbox();
  const { url: baseUrl, clientId, apiKey } = sandbox;
  const upstream = { kind: 'mx', baseUrl, clientId, apiKey: new Secret(apiKey) } as const;
  await using older = await startTestGateway({ config: { upstream, apiVersion: 'v20111101' } });
  await using newer = await startTestGateway({ config: { upstream, apiVersion: 'v20250224' } });

  for (const document of [wallet, transactions]) {
    const read = await older.query(document, { id: householdId });
    expect(read.errors).toBeUndefined();
    expect(await newer.query(document, { id: householdId })).toEqual(read);
  }
});

test('v20111101 does not report which products an institution supports', async () => {
  await using gateway = await start('v20111101');
  const { data } = await gateway.query(institutions);
  expect(data?.['institutions'].nodes.length).toBeGreaterThan(5);
  expect(
    new Set(data?.['institutions'].nodes.map((node: Data) => node['supportedProducts'])),
  ).toEqual(new Set([null]));
});

test('v20111101 cannot search for institutions with rewards, and the error names the argument', async () => {
  await using gateway = await start('v20111101');
  const refused = await gateway.query(institutions, { supports: ['STATEMENTS', 'REWARDS'] });
  expect(refused).toMatchObject({
    data: { institutions: null },
    errors: [{ extensions: { code: 'BAD_USER_INPUT', inputPath: ['supports'] } }],
  });
  expect(refused.errors?.[0]?.message).toMatch(/^supports must not include REWARDS/);
  expect(gateway.sandbox.calls).toEqual([]);
});

test.for(versions)(
  'a search by filters that both versions have narrows under %s',
  async (apiVersion) => {
    await using gateway = await start(apiVersion);
    const all = await gateway.query(institutions);
    const some = await gateway.query(institutions, {
      supports: ['TRANSACTION_HISTORY', 'IDENTITY_VERIFICATION'],
    });
    const count: number = some.data?.['institutions'].totalCount;
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(all.data?.['institutions'].totalCount);
  },
);

test('v20250224 lists products, and finds the institutions with rewards', async () => {
  await using gateway = await start('v20250224');
  const all = await gateway.query(institutions);
  const { data } = await gateway.query(institutions, { supports: ['REWARDS'] });
  const hasRewards = (node: Data) => node['supportedProducts'].includes('REWARDS');
  expect(data?.['institutions'].nodes).toEqual(all.data?.['institutions'].nodes.filter(hasRewards));
  expect(data?.['institutions'].totalCount).toBeLessThan(all.data?.['institutions'].totalCount);
});

test.for([
  ['v20111101', 'createMember', 'products', ['REWARDS']],
  ['v20111101', 'requestConnectWidget', 'products', ['REWARDS']],
  ['v20250224', 'createMember', 'skipAggregation', true],
] as const)('%s cannot express %s with %s', async ([apiVersion, name, field, value]) => {
  await using gateway = await start(apiVersion);
  const input =
    name === 'createMember' ? toMember(householdId, 'correct') : { userId: householdId };
  expect(await change(gateway, name, { ...input, [field]: value })).toEqual({
    __typename: 'InvalidInputError',
    code: 'INVALID_INPUT',
    path: ['input', field],
  });
  expect(gateway.sandbox.calls).toEqual([]);
});

test.for(versions)(
  'transactions are narrowed to the requested days under %s',
  async (apiVersion) => {
    await using gateway = await start(apiVersion);
    const read = async (range: Data): Promise<Data[]> => {
      const { data } = await gateway.query(transactions, { id: householdId, ...range });
      return data?.['node'].transactions.nodes;
    };
    const all = await read({});
    const [to, from] = [String(all[10]?.['date']), String(all[40]?.['date'])];
    expect(from < to).toBe(true);
    const isWithin = ({ date }: Data) => date >= from && date <= to;
    expect(await read({ from, to })).toEqual(all.filter(isWithin));
    expect(await read({ from: to })).toEqual(all.filter(({ date }) => date >= to));
  },
);

test.for([
  ['v20111101', 'connect_widget_url', { config: { mode: 'reward' } }],
  ['v20250224', 'widget_urls', { widget_url: { data_request: { products: ['rewards'] } } }],
] as const)('%s opens the widget for rewards, by %s', async ([apiVersion, route, body]) => {
  await using gateway = await start(apiVersion);
  const result = await change(gateway, 'requestConnectWidget', { userId: householdId });
  expect(result).toEqual({ __typename: 'ConnectWidgetPayload', url: expect.any(String) });
  expect(gateway.sandbox.requests.at(-1)).toMatchObject({
    path: `/users/${demo.household.userGuid}/${route}`,
    body,
  });
});

function start(apiVersion: ApiVersion): Promise<TestGateway> {
  return startTestGateway({ config: { apiVersion } });
}

function print(schema: Parameters<typeof printSchema>[0]): string {
  return printSchema(lexicographicSortSchema(schema));
}
