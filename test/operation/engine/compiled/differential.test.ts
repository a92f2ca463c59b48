import { type ExecutionArgs, parse } from 'graphql';
import { expect, test } from 'vitest';
import { startSandbox } from '../../../../src/sandbox/sandbox.ts';
import { toGlobalId } from '../../../../src/schema/global-id.ts';
import { schema } from '../../../../src/schema/schema.ts';
import {
  executeByGraphql,
  executeCompiled,
  ignoreUnhandled,
} from '../../../support/generated/both-ways.ts';
import { createSource } from '../../../support/generated/data.ts';
import { generateOperation, type WriteText } from '../../../support/generated/operations.ts';
import { createRandom, mixSeed } from '../../../support/generated/random.ts';
import { replayMx } from '../../../support/generated/replayed-mx.ts';
import { kindOf, oddSchema } from '../../../support/generated/schema.ts';

// `npm run test:nightly` runs more operations, and others each day.
const isNightly = process.env['MODE'] === 'nightly';
const COUNT = isNightly ? 25_000 : 1_000;
const DAY_MS = 86_400_000;
const SEED = Number(
  process.env['DIFFERENTIAL_SEED'] ?? (isNightly ? Math.floor(Date.now() / DAY_MS) : 1),
);
const HOUR_MS = 3_600_000;

/** Of the operations, those that run on the schema of the gateway. */
const OWN_SHARE = 0.2;
const ODD_COUNT = Math.round(COUNT * (1 - OWN_SHARE));
const OWN_COUNT = Math.round(COUNT * OWN_SHARE);

test(
  `${ODD_COUNT} operations of an odd schema, compiled, return what graphql-js returns`,
  async () => {
    using _ = ignoreUnhandled();
    const seen = { refused: 0, errors: 0, nulls: 0 };
    for (let index = 0; index < ODD_COUNT; index += 1) {
      const seed = mixSeed(SEED, index);
      const random = createRandom(seed);
      const kind = random.pick(['query', 'query', 'query', 'mutation', 'subscription'] as const);
      const { text, variables } = generateOperation(oddSchema, seed, { kind });
      const document = parse(text);
      const failure = random.pick([0, 0.01, 0.05, 0.15]);
      const mood = { failure, later: random.pick([0, 0.3, 0.7, 1]) };
      // The second execution finds the plan of the first.
      for (const run of [1, 2]) {
        const args = (): ExecutionArgs => ({
          schema: oddSchema,
          document,
          variableValues: variables,
          rootValue: createSource({ seed: mixSeed(seed, run), mood, kindOf }),
        });
        const expected = JSON.stringify(await executeByGraphql(args));
        const result = await executeCompiled(args(), kind === 'subscription');
        const what = `operation ${index} of DIFFERENTIAL_SEED=${SEED}, data ${run}`;
        expect(JSON.stringify(result), `${what}: ${text} ${JSON.stringify(variables)}`).toBe(
          expected,
        );
        if (result.data === undefined) seen.refused += 1;
        seen.errors += result.errors?.length ?? 0;
        seen.nulls += expected.split(':null').length - 1;
      }
    }
    // The corpus has what it is meant to have.
    expect(seen.errors).toBeGreaterThan(ODD_COUNT / 2);
    expect(seen.nulls).toBeGreaterThan(ODD_COUNT / 2);
    expect(seen.refused).toBeLessThan(ODD_COUNT / 10);
  },
  HOUR_MS,
);

test(
  `${OWN_COUNT} queries of the gateway's schema, compiled, return what graphql-js returns`,
  async () => {
    await using sandbox = await startSandbox();
    const writeText = await createWriteText(sandbox.url);
    let withData = 0;
    let withErrors = 0;
    for (let index = 0; index < OWN_COUNT; index += 1) {
      const seed = mixSeed(SEED, `own ${index}`);
      const { text, variables } = generateOperation(schema, seed, { writeText, depth: 6 });
      const mx = replayMx(sandbox, seed, createRandom(seed).pick([0, 0, 0.1, 0.4]));
      const document = parse(text);
      const args = (): ExecutionArgs => ({
        schema,
        document,
        variableValues: variables,
        contextValue: mx.startContext(),
      });
      await mx.record(() => executeByGraphql(args));
      const expected = JSON.stringify(await executeByGraphql(args));
      const result = await executeCompiled(args());
      const what = `query ${index} of DIFFERENTIAL_SEED=${SEED}`;
      expect(JSON.stringify(result), `${what}: ${text} ${JSON.stringify(variables)}`).toBe(
        expected,
      );
      if (expected.length > 100) withData += 1;
      if (result.errors !== undefined) withErrors += 1;
    }

    expect(withData).toBeGreaterThan(OWN_COUNT / 4);
    expect(withErrors).toBeGreaterThan(OWN_COUNT / 10);
  },
  HOUR_MS,
);

/** Texts for arguments: guids of the sandbox's objects, their global ids, and a day. */
async function createWriteText(url: string): Promise<WriteText> {
  const read = async (path: string, list: string) => {
    const headers = {
      authorization: `Basic ${btoa('a:b')}`,
      accept: 'application/vnd.mx.api.v1+json',
    };
    const body = (await (await fetch(`${url}${path}`, { headers })).json()) as Record<
      string,
      { guid: string }[]
    >;
    return (body[list] ?? []).map(({ guid }) => guid);
  };
  const users = await read('/users', 'users');
  const user = users[0] ?? '';
  const members = await read(`/users/${user}/members`, 'members');
  const accounts = await read(`/users/${user}/accounts`, 'accounts');
  const ids = [
    ...users.map((guid) => toGlobalId('User', guid)),
    ...members.map((guid) => toGlobalId('Member', user, guid)),
    ...accounts.map((guid) => toGlobalId('Account', user, guid)),
  ];
  return (name, random) => {
    if (name === 'on' || name.endsWith('Date')) return '"2026-03-01"';
    if (name === 'id' || name === 'ids') return JSON.stringify(random.pick(ids));
    if (name === 'userGuid') return JSON.stringify(user);
    const guids = [...users, ...users, ...members, ...members, ...accounts, 'x'];
    return JSON.stringify(random.pick(guids));
  };
}
