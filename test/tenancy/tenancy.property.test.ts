import fc from 'fast-check';
import {
  type FieldNode,
  isObjectType,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../src/schema/schema.ts';
import { type Caller, createCaller } from '../support/caller.ts';
import { startTestGateway } from '../support/gateway.ts';
import { startTaggedMx } from '../support/tagged-mx.ts';
import { createTenant, mintNow, type Tenant, tokenAuth } from '../support/tenants.ts';
import { documentOf, randomOperation, variablesOf } from './arbitrary-operation.ts';
import { documents } from './documents.ts';
import { createForeignWords } from './foreign-words.ts';

const isNightly = process.env['NIGHTLY'] === '1';
const OPERATIONS = isNightly ? 100_000 : 2_000;
const AT_ONCE = 20;

const tenants = ['ada', 'bob', 'cyd', 'dee'].map(createTenant);
/** Exist and never ask: no call about one of them can be right. */
const silent = ['xia', 'yan', 'zed'].map((name, index) => createTenant(name, 10 + index));
const everybody = [...tenants, ...silent];
/** The types of what belongs to a user, and the three roots. */
const ofUsers = [
  ...['Query', 'Mutation', 'Subscription', 'User', 'Member', 'MemberStatus', 'Account', 'Reward'],
  ...['RewardsSummary', 'RewardUnitTotal', 'Transaction', 'CredentialField', 'JobPayload'],
  ...['RewardsRefreshProgress', 'RewardsRefreshChallenged', 'RewardsRefreshCompleted'],
  ...['MemberStatusesEvent', 'UserRewardsRefreshProgress', 'UserRewardsRefreshChallenged'],
  ...['UserRewardsRefreshCompleted', 'MemberRefreshFailure'],
];
const { foreignWords, holdsTag } = createForeignWords(everybody);

/** Users come with their guid, or with the partner's own id of them. */
function tokenOf({ externalId, token }: Tenant, index: number): string {
  return index % 2 === 0
    ? token(7_200)
    : mintNow({ mx_user_guid: undefined, sub: externalId }, 7_200);
}
const tokens = new Map(tenants.map((tenant, index) => [tenant, tokenOf(tenant, index)]));

test('the operations of the property test select every field with data of a user', () => {
  const asked = new Set<string>();
  for (const { query } of Object.values(documents)) {
    const document = parse(query);
    expect(validate(schema, document)).toEqual([]);
    const types = new TypeInfo(schema);
    const enter = ({ name }: FieldNode) => {
      asked.add([types.getParentType(), name.value].join('.'));
    };
    visit(document, visitWithTypeInfo(types, { Field: { enter } }));
  }
  const fields = ofUsers.flatMap((name) => {
    const type = schema.getType(name);
    return isObjectType(type)
      ? Object.keys(type.getFields()).map((field) => `${name}.${field}`)
      : [];
  });
  expect(fields.length).toBeGreaterThan(100);
  expect(fields.filter((field) => !asked.has(field))).toEqual([]);
});

test(
  `in ${OPERATIONS} operations of ${tenants.length} users, on all transports at once, no user sees data of another`,
  { timeout: isNightly ? 1_800_000 : 120_000 },
  async () => {
    await using mx = await startTaggedMx(everybody);
    await using gateway = await startTestGateway({
      config: { upstream: mx.upstream, auth: tokenAuth, statusPollMs: 5 },
    });
    const fruitful = new Set<string>();
    let done = 0;

    const operations = fc.array(randomOperation, { minLength: AT_ONCE, maxLength: AT_ONCE });
    await fc.assert(
      fc.asyncProperty(operations, async (batch) => {
        await using open = new AsyncDisposableStack();
        const clients = new Map<Tenant, Caller>();
        for (const tenant of tenants) {
          const options = { url: gateway.url, token: tokens.get(tenant) };
          clients.set(tenant, open.use(createCaller(options)));
        }
        const leaks: unknown[] = [];
        const asked = batch.map(async (operation) => {
          const me = pick(tenants, operation.caller);
          const others = everybody.filter((other) => other !== me);
          const them = pick(others, operation.other);
          const { query, most } = documentOf(operation);
          const variables = variablesOf(operation, me, them);
          const told = await clients
            .get(me)
            ?.ask(operation.transport, { query, variables }, most ?? Infinity);
          const text = told?.text ?? '';
          const found = foreignWords(text, me);
          if (found !== undefined) leaks.push({ found, me: me.tag, operation, variables, text });
          if (holdsTag(text, me)) fruitful.add(operation.name);
        });
        await Promise.all(asked);
        done += batch.length;

        expect(leaks).toEqual([]);
        expect(mx.calls.splice(0).filter((call) => !mayBeMade(call))).toEqual([]);
        mx.bodies.length = 0;
        expect(gateway.logs.splice(0).filter((line) => /tag[a-z]{3}|hunter2/.test(line))).toEqual(
          [],
        );
      }),
      { numRuns: OPERATIONS / AT_ONCE, endOnFailure: true },
    );

    expect(done).toBe(OPERATIONS);
    const telling = Object.keys(documents).filter((name) => documents[name]?.isMute !== true);
    expect(telling.filter((name) => !fruitful.has(name))).toEqual([]);
  },
);

/** False for a call about a user who does not ask. */
function mayBeMade(call: string): boolean {
  const userGuid = /^\w+ \/users\/([^/]+)/.exec(call)?.[1];
  return userGuid === undefined || tenants.some((tenant) => tenant.userGuid === userGuid);
}

function pick<T>(values: readonly T[], at: number): T {
  const value = values[at % values.length];
  if (value === undefined) throw new TypeError('nothing to pick from');
  return value;
}
