import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../src/schema/schema.ts';
import { startTestGateway } from '../support/gateway.ts';

test.for([
  ['{ viewer { transactions(from: "2026-13-01") { totalCount } } }', 31],
  ['{ viewer { transactions(from: 20260101) { totalCount } } }', 31],
  ['{ viewer { rewardsSummary(on: "tomorrow") { asOf } } }', 31],
  ['mutation { requestConnectWidget(input: { clientRedirectUrl: "nowhere" }) { __typename } }', 61],
] as const)('%s: the error points at the refused value', ([text, column]) => {
  const errors = validate(schema, parse(text));
  expect(errors.map(({ locations }) => locations)).toEqual([[{ line: 1, column }]]);
});

test('a default value of a variable is read like any other value', () => {
  const text = 'query ($on: Date = "2026-02-30") { viewer { rewardsSummary(on: $on) { asOf } } }';
  expect(validate(schema, parse(text))).toHaveLength(1);
  expect(validate(schema, parse(text.replace('02-30', '02-28')))).toEqual([]);
});

test('a batch is refused in a sentence that names batches', async () => {
  await using gateway = await startTestGateway();
  const answer = await gateway.post([{ query: '{ __typename }' }]);
  expect([answer.status, await answer.json()]).toMatchObject([
    400,
    { errors: [{ message: expect.stringMatching(/array.*one operation/) }] },
  ]);
});
