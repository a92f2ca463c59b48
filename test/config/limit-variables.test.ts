import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { limitsByVariable } from '../../src/config/limit-variables.ts';
import { limits } from '../../src/limits.ts';
import { problemsOf, warningsOf } from './reading.ts';

const changedBy = (env: Record<string, string>) => {
  const read = readConfig(env);
  return read.ok ? read.limits : read.problems;
};

test('each variable changes the limit of its name, and no other', () => {
  expect(changedBy({})).toEqual({});
  expect(changedBy({ LIMIT_DEPTH: '15', LIMIT_SOCKETS_PER_USER: '40' })).toEqual({
    depth: 15,
    socketsPerUser: 40,
  });
  for (const [name, limit] of limitsByVariable) {
    // The default itself is within the range of the variable.
    expect(changedBy({ [name]: String(limits[limit]) })).toEqual({ [limit]: limits[limit] });
  }
});

test.for([
  [{ LIMIT_DEPTH: '0' }, 'LIMIT_DEPTH is "0"; it must be a whole number from 3 to 50.'],
  [{ LIMIT_DEPTH: 'deep' }, 'LIMIT_DEPTH is "deep"; it must be a whole number from 3 to 50.'],
  [
    { LIMIT_COST: '30000' },
    'LIMIT_COST (30000) is greater than LIMIT_COST_PER_USER (20000), so that it could not be reached. Raise LIMIT_COST_PER_USER, or lower LIMIT_COST.',
  ],
  [
    { LIMIT_SOCKETS: '20', LIMIT_CONNECTIONS: '10' },
    'LIMIT_SOCKETS (20) is greater than LIMIT_CONNECTIONS (10), so that it could not be reached. Raise LIMIT_CONNECTIONS, or lower LIMIT_SOCKETS.',
  ],
] as const)('%o is refused with a sentence', ([env, sentence]) => {
  expect(problemsOf(env)).toEqual([sentence]);
});

test('a limit that cannot be changed is warned about', () => {
  expect(warningsOf({ LIMIT_TOKENS: '5' })).toEqual([
    expect.stringMatching(/^LIMIT_TOKENS is not a variable of the gateway and is ignored\./),
  ]);
});
