import {
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  parse,
  type ValidatedExecutionArgs,
  validateExecutionArgs,
} from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { limits } from '../../../../src/limits.ts';
import { BoundedExecutor } from '../../../../src/operation/engine/bounded-executor.ts';
import { createCompiledOperations } from '../../../../src/operation/engine/compiled/operations.ts';
import { ResponseMeter } from '../../../../src/operation/engine/response-meter.ts';
import { createSource } from '../../../support/generated/data.ts';
import { generateOperation } from '../../../support/generated/operations.ts';
import { createRandom, mixSeed } from '../../../support/generated/random.ts';
import { kindOf, oddSchema } from '../../../support/generated/schema.ts';

// `npm run test:nightly` runs more of them, with another seed each night.
const COUNT = Number(process.env['DIFFERENTIAL_OPERATIONS'] ?? 1_000);
const SEED = Number(process.env['DIFFERENTIAL_SEED'] ?? 1);
const HOUR_MS = 3_600_000;

const operations = createCompiledOperations();
const createMeter = () => new ResponseMeter({ add: () => undefined });
let others: readonly unknown[] = [];

// graphql-js leaves some failures of asynchronous iterables unhandled.
beforeAll(() => {
  others = process.rawListeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', () => {});
});
afterAll(() => {
  process.removeAllListeners('unhandledRejection');
  for (const other of others) process.on('unhandledRejection', other as () => void);
});

/** What graphql-js returns; with too many errors, what its executor returns with our bound on them. */
async function executeByGraphql(args: () => ExecutionArgs): Promise<ExecutionResult> {
  const result = await execute(args());
  if ((result.errors ?? []).length <= limits.responseErrors) return result;
  const validated = validateExecutionArgs(args()) as ValidatedExecutionArgs;
  return new BoundedExecutor(validated, createMeter()).executeRootSelectionSet();
}

async function executeCompiled(args: ExecutionArgs, isEvent: boolean): Promise<ExecutionResult> {
  const validated = validateExecutionArgs(args);
  if (!('schema' in validated)) return { errors: validated };
  const result = operations.execute(validated, createMeter(), isEvent);
  if (result === undefined) throw new Error('The operation is not compiled.');
  return result;
}

test(
  `${COUNT} generated operations, compiled, return what graphql-js returns`,
  async () => {
    const seen = { executions: 0, refused: 0, errors: 0, omitted: 0, nulls: 0, bytes: 0 };
    for (let index = 0; index < COUNT; index += 1) {
      const seed = mixSeed(SEED, index);
      const random = createRandom(seed);
      const kind = random.pick(['query', 'query', 'query', 'mutation', 'subscription'] as const);
      const { text, variables } = generateOperation(oddSchema, seed, kind);
      const document = parse(text);
      const failure = random.pick([0, 0.01, 0.05, 0.15]);
      const mood = { failure, later: random.pick([0, 0.3, 0.7, 1]) };
      for (const run of [1, 2]) {
        const args = (): ExecutionArgs => ({
          schema: oddSchema,
          document,
          variableValues: variables,
          rootValue: createSource({ seed: mixSeed(seed, run), mood, kindOf }),
        });
        const expected = JSON.stringify(await executeByGraphql(args));
        const result = await executeCompiled(args(), kind === 'subscription');
        const actual = JSON.stringify(result);
        const what = `operation ${index} of DIFFERENTIAL_SEED=${SEED}, data ${run}`;
        expect(actual, `${what}: ${text} ${JSON.stringify(variables)}`).toBe(expected);
        seen.executions += 1;
        if (result.data === undefined) seen.refused += 1;
        seen.errors += result.errors?.length ?? 0;
        if ((result.errors?.length ?? 0) > limits.responseErrors) seen.omitted += 1;
        seen.nulls += expected.split(':null').length - 1;
        seen.bytes += expected.length;
      }
    }
    // The corpus has what it is meant to have.
    expect(seen.errors).toBeGreaterThan(COUNT);
    expect(seen.nulls).toBeGreaterThan(COUNT);
    expect(seen.refused).toBeLessThan(COUNT / 10);
    console.log(seen);
  },
  HOUR_MS,
);
