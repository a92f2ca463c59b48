import { GraphQLID, GraphQLObjectType, GraphQLSchema, parse } from 'graphql';
import { expect, test } from 'vitest';
import type { Caller } from '../../../src/auth/authenticator.ts';
import { createEngine } from '../../../src/operation/engine/engine.ts';
import { createOperationBudgets } from '../../../src/operation/rules/operation-budget.ts';
import { Stop } from '../../../src/stop.ts';
import { countPromoted } from '../../support/promoted.ts';

const OPERATIONS = 4_000;
/** What each operation holds while it runs. */
const HELD_BYTES = 8_000;

const member = new GraphQLObjectType({ name: 'Member', fields: { guid: { type: GraphQLID } } });
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: { member: { type: member, resolve: async () => ({ guid: 'MBR-1' }) } },
  }),
});
const document = parse('{ member { guid } }');
const caller: Caller = { caller: 'USR-1', viewer: { kind: 'user', userGuid: 'USR-1' } };

test('an operation that has ended leaves nothing in memory until the next full collection', async () => {
  const engine = createEngine({ budgets: createOperationBudgets() });
  const runOne = () => {
    const stop = new Stop();
    const reads = {
      signal: () => stop,
      startEvent() {},
      startRemembered() {},
      end: () => stop.abort('ended'),
    };
    const contextValue = { held: Array.from({ length: HELD_BYTES / 8 }, () => null) };
    const args = { schema, document, contextValue, variableValues: {} };
    return engine.execute(args, { caller, memoryBytes: 100, cost: 1, reads });
  };
  const runSome = async () => {
    for (let count = 0; count < 200; count += 1) await runOne();
  };
  const promoted = await countPromoted(runSome, async () => {
    for (let count = 0; count < OPERATIONS; count += 4) {
      await Promise.all([runOne(), runOne(), runOne(), runOne()]);
      await new Promise(setImmediate);
    }
  });
  expect(promoted).toBeLessThan((OPERATIONS * HELD_BYTES) / 10);
});
