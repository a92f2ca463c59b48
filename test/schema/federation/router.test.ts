import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { buildSchema, graphql } from 'graphql';
import { expect, test } from 'vitest';
import { toGlobalId } from '../../../src/schema/global-id.ts';
import { type Answer, startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { household } from '../../support/household.ts';
import { startTenantGateway } from '../../support/tenant-gateway.ts';
import {
  createTenant,
  memberIdOf,
  mintNow,
  type Tenant,
  tokenAuth,
} from '../../support/tenants.ts';
import { blockOf, coupons } from './second-subgraph.ts';

const config = { isSubgraph: true };
const [ada, bob] = [createTenant('ada', 0), createTenant('bob', 1)];

/** The other subgraph, which only knows ids. */
const theirs = buildSchema(coupons, { assumeValidSDL: true });
const edges = [ada, bob].map((tenant) => ({
  node: {
    id: tenant.tag,
    title: 'Ten off',
    member: { __typename: 'Member', id: memberIdOf(tenant) },
  },
}));

interface FirstData {
  readonly coupons: {
    readonly edges: readonly { readonly node: { readonly member: object } }[];
  };
}

/** The plan of a router for `{ coupons { edges { node { member { name user { email } } } } } }`. */
async function followCoupons(gateway: TestGateway, tenant: Tenant) {
  const source = '{ coupons { edges { node { member { __typename id } } } } }';
  const first = await graphql({ schema: theirs, source, rootValue: { coupons: { edges } } });
  const { coupons: found } = first.data as unknown as FirstData;
  const response = await gateway.post(
    {
      query: `query ($representations: [_Any!]!) {
        _entities(representations: $representations) { ... on Member { name user { email } } }
      }`,
      variables: { representations: found.edges.map(({ node }) => node.member) },
    },
    { authorization: `Bearer ${tenant.token()}` },
  );
  return (await response.json()) as Answer;
}

test("a router's fetch shows each end user their own objects alone, without a call about the others", async () => {
  await using t = await startTenantGateway([ada, bob], config);
  for (const [at, tenant] of [ada, bob].entries()) {
    t.mx.calls.length = 0;
    const { data, errors } = await followCoupons(t.gateway, tenant);
    expect(errors).toBeUndefined();
    const own = data?.['_entities'][at];
    const other: unknown = data?.['_entities'][1 - at];
    expect(own.name).toContain(tenant.tag);
    expect(own.user.email).toContain(tenant.tag);
    expect(other).toBeNull();
    expect(t.mx.calls.length).toBeGreaterThan(0);
    expect(t.mx.calls.filter((call) => !call.startsWith(`GET /users/${tenant.userGuid}`))).toEqual(
      [],
    );
  }
});

test("every kind of another user's object looks as if it did not exist", async () => {
  await using t = await startTenantGateway([ada, bob], config);
  const [memberGuid = ''] = bob.memberGuids;
  const representations = [
    ['User', bob.userId],
    ['Member', memberIdOf(bob)],
    ['Account', toGlobalId('Account', bob.userGuid, bob.accountGuids[0] ?? '')],
    ['Reward', toGlobalId('Reward', bob.userGuid, memberGuid, bob.rewardGuids[0] ?? '')],
    ['Transaction', toGlobalId('Transaction', bob.userGuid, bob.transactionGuids[0] ?? '')],
  ].map(([__typename, id]) => ({ __typename, id }));
  const query =
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }';
  const ask = async (tenant: Tenant) => {
    const { answers } = await t.as(tenant).ask('http', { query, variables: { representations } });
    return answers;
  };
  expect(await ask(ada)).toEqual([{ data: { _entities: representations.map(() => null) } }]);
  expect(t.mx.calls).toEqual([]);
  const own = representations.map(({ __typename }) => ({ __typename }));
  expect(await ask(bob)).toEqual([{ data: { _entities: own } }]);
});

test('a router without a token gets no entity', async () => {
  await using gateway = await startTestGateway({ config: { ...config, auth: tokenAuth } });
  const { data, errors } = await gateway.query('{ _entities(representations: []) { __typename } }');
  expect(data).toBeUndefined();
  expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
});

test('docs/supergraph.md: the command responds as it says', async () => {
  await using gateway = await startTestGateway({ config: { ...config, auth: tokenAuth } });
  const command = blockOf('sh').replace('http://127.0.0.1:4000/graphql', gateway.url);
  const TOKEN = mintNow({ mx_user_guid: household.userGuid });
  const env = { ...process.env, TOKEN };
  const { stdout } = await promisify(execFile)('bash', ['-ec', command], { env });
  expect(JSON.parse(stdout)).toEqual(JSON.parse(blockOf('json')));
});
