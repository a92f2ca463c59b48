import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { readWorkflow } from '../../../src/http/graphiql/workflow.ts';
import { demo } from '../../../src/sandbox/seed.ts';
import { toGlobalId } from '../../../src/schema/global-id.ts';
import { schema } from '../../../src/schema/schema.ts';

test('every operation of the workflow is valid against the schema', async () => {
  for (const { query } of await readWorkflow()) {
    expect(validate(schema, parse(query))).toEqual([]);
  }
});

test('every operation is named, so that its tab is', async () => {
  const names = (await readWorkflow()).map(
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
  const variables = JSON.stringify(await readWorkflow());
  const { userGuid, cards } = demo.household;
  expect(variables).toContain(toGlobalId('User', userGuid));
  expect(variables).toContain(toGlobalId('Member', userGuid, cards.memberGuid));
});
