import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { readWorkflow } from '../../../src/http/graphiql/workflow.ts';
import { demo } from '../../../src/sandbox/seed.ts';
import { toGlobalId } from '../../../src/schema/global-id.ts';
import { schema } from '../../../src/schema/schema.ts';

test('every operation of the workflow is valid against the schema', async () => {
  for (const readers of [{ kind: 'partners' }, { kind: 'users', token: null }] as const) {
    for (const { query } of await readWorkflow(readers)) {
      expect(validate(schema, parse(query))).toEqual([]);
    }
  }
});

test('every operation of the workflow has a name, for its tab', async () => {
  const names = (await readWorkflow({ kind: 'partners' })).map(
    ({ query }) => /^(?:query|mutation|subscription) (\w+)/m.exec(query)?.[1],
  );
  expect(names).toEqual([
    'Wallet',
    'Institutions',
    'CreateUser',
    'ConnectMember',
    'MemberStatus',
    'AnswerChallenges',
    'FetchRewards',
    'Rewards',
  ]);
});

test('the ids in the variables are those of the demo household', async () => {
  const variables = JSON.stringify(await readWorkflow({ kind: 'partners' }));
  const { userGuid, cards } = demo.household;
  expect(variables).toContain(toGlobalId('User', userGuid));
  expect(variables).toContain(toGlobalId('Member', userGuid, cards.memberGuid));
});

test('the comment of each operation has the number of its tab', async () => {
  const tabs = await readWorkflow({ kind: 'users', token: null });
  expect(tabs.map(({ query }) => /^# (\d+)\. /.exec(query)?.[1])).toEqual(
    tabs.map((_, index) => String(index + 1)),
  );
});

test('end users start at viewer with a token in the headers, and partners at a user', async () => {
  const [first, , createUser, connect] = await readWorkflow({ kind: 'users', token: 'a.b.c' });
  expect(first?.query).toContain('viewer {');
  expect(first?.headers).toEqual({ authorization: 'Bearer a.b.c' });
  expect(createUser?.headers).toEqual({});
  expect(connect?.headers).toEqual({ authorization: 'Bearer a.b.c' });

  const [hinted] = await readWorkflow({ kind: 'users', token: null });
  expect(hinted?.headers).toEqual({ authorization: 'Bearer <put a token here>' });

  const [partners] = await readWorkflow({ kind: 'partners' });
  expect(partners?.query).toContain('user(externalId: "demo-household") {');
  expect(partners?.headers).toBeUndefined();
});
