import { expect, test } from 'vitest';
import { startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';

const { userGuid, bank, path, bankPath } = household;
const members = `GET ${path}/members`;
const accounts = `GET ${path}/accounts`;
const user = `GET ${path}`;
const status = `GET ${bankPath}/status`;
const rewards = `GET ${bankPath}/rewards`;
const member = `GET ${bankPath}`;

interface Case {
  readonly name: string;
  readonly document: string;
  readonly variables?: Record<string, unknown>;
  readonly calls: readonly string[];
}

const ofUser = (fields: string) => `user(guid: "${userGuid}") { ${fields} }`;
const ofMember = (fields: string) =>
  `member(guid: "${bank.memberGuid}", userGuid: "${userGuid}") { ${fields} }`;

const cases: readonly Case[] = [
  {
    name: 'sees through named fragments, nested and spread twice',
    document: `{ ${ofUser('...A ...A')} }
      fragment A on User { guid ...B }
      fragment B on User { members { ...C } }
      fragment C on MemberConnection { nodes { accounts { totalCount } } }`,
    calls: [members, accounts],
  },
  {
    name: 'sees through inline fragments, with and without a type',
    document: `{ ${ofUser('... { members { edges { ... on MemberEdge { node { accounts { totalCount } } } } } }')} }`,
    calls: [members, accounts],
  },
  {
    name: 'goes by the name of a field and not by its alias',
    document: `{ ${ofUser('email: guid accounts: members { nodes { status: name } }')} }`,
    calls: [members],
  },
  {
    name: 'sees a field behind an alias',
    document: `{ ${ofUser('m: members { n: nodes { a: accounts { totalCount } } }')} }`,
    calls: [members, accounts],
  },
  {
    name: 'merges what the same field selects in two places',
    document: `{ ${ofUser('members { nodes { name } }')} ${ofUser('members { nodes { accounts { totalCount } } }')} }`,
    calls: [members, accounts],
  },
  {
    name: 'makes no call for a field that @skip leaves out',
    document: `{ ${ofUser('guid email @skip(if: true) members { totalCount } accounts @skip(if: true) { totalCount }')} }`,
    calls: [members],
  },
  {
    name: 'makes no call for a field that @include leaves out, by variable',
    document: `query ($with: Boolean!) { ${ofUser('guid email @include(if: $with) members { totalCount }')} }`,
    variables: { with: false },
    calls: [members],
  },
  {
    name: 'makes the call when the variable says so',
    document: `query ($with: Boolean!) { ${ofUser('guid email @include(if: $with) members { totalCount }')} }`,
    variables: { with: true },
    calls: [user, members],
  },
  {
    name: 'takes the default of a variable that was not given',
    document: `query ($with: Boolean = false) { ${ofUser('members { nodes { name accounts @include(if: $with) { totalCount } } }')} }`,
    calls: [members],
  },
  {
    name: 'makes no call for a fragment that is left out',
    document: `{ ${ofUser('guid members { totalCount } ...F @skip(if: true) ... @include(if: false) { email }')} }
      fragment F on User { accounts { totalCount } }`,
    calls: [members],
  },
  {
    name: 'counts a field as left out when either directive says so',
    document: `{ ${ofUser('members { totalCount } email @include(if: true) @skip(if: true) accounts @include(if: false) @skip(if: false) { totalCount }')} }`,
    calls: [members],
  },
  {
    name: 'reads a field that is left out in one place and asked for in another',
    document: `{ ${ofUser('members { totalCount } email @skip(if: true) ... { email }')} }`,
    calls: [user, members],
  },
  {
    name: 'reads the user for __typename alone, since nothing else tells whether it exists',
    document: `{ ${ofUser('__typename')} }`,
    calls: [user],
  },
  {
    name: 'reads no status that the member carries',
    document: `{ ${ofMember('status { ...S }')} } fragment S on MemberStatus { connectionStatus challenges { id } isSettled member { guid } }`,
    calls: [member],
  },
  {
    name: 'reads the status for what only it carries, behind a fragment and an alias',
    document: `{ ${ofMember('s: status { ... { a: isAuthenticated } }')} }`,
    calls: [member, status],
  },
  {
    name: 'reads no status for a field of it that is left out',
    document: `{ ${ofMember('status { connectionStatus isAuthenticated @skip(if: true) }')} }`,
    calls: [member],
  },
  {
    name: 'reads no rewards that are left out',
    document: `{ ${ofMember('name rewards @include(if: false) { guid }')} }`,
    calls: [member],
  },
  {
    name: 'goes back to the member and the user of an object without a call',
    document: `{ ${ofMember('rewards { guid member { guid id user { guid id } } }')} }`,
    calls: [member, rewards],
  },
  {
    name: 'goes back to fields of the member and of the user with one call for all',
    document: `{ ${ofMember('rewards { member { name user { email } } }')} }`,
    calls: [member, rewards, user],
  },
];

test.for(cases)('$name', async ({ document, variables, calls }) => {
  await using gateway = await startTestGateway();
  const { errors } = await gateway.query(document, variables);
  expect(errors).toBeUndefined();
  expect(gateway.sandbox.calls.toSorted()).toEqual(calls.toSorted());
});

test('a field of two statuses of one member is read in one call', async () => {
  await using gateway = await startTestGateway();
  const { errors } = await gateway.query(
    `{ a: ${ofMember('status { isAuthenticated }')} b: ${ofMember('status { revision }')} }`,
  );
  expect(errors).toBeUndefined();
  expect(gateway.sandbox.calls.toSorted()).toEqual([member, status].toSorted());
});

test.for([
  { name: 'a field', fields: 'members @include(if: $with) { totalCount }' },
  {
    name: 'a field below',
    fields: 'guid members { nodes { accounts @include(if: $with) { totalCount } } }',
  },
  { name: 'a fragment', fields: 'guid ... @include(if: $with) { members { totalCount } }' },
  {
    name: 'the node of an edge',
    fields: 'guid members { edges { node @include(if: $with) { accounts { totalCount } } } }',
  },
])('one document reads $name for one caller, and not for the next', async ({ fields }) => {
  await using gateway = await startTestGateway();
  const document = `query ($with: Boolean!) { ${ofUser(`${fields} email`)} }`;
  const callsWith = async (isWith: boolean) => {
    const before = gateway.sandbox.calls.length;
    const { errors } = await gateway.query(document, { with: isWith });
    expect(errors).toBeUndefined();
    return gateway.sandbox.calls.slice(before).toSorted();
  };
  const [yes, no] = [await callsWith(true), await callsWith(false)];
  expect(yes.length).toBeGreaterThan(no.length);
  expect([await callsWith(true), await callsWith(false)]).toEqual([yes, no]);
});
