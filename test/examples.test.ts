import { readdir, readFile } from 'node:fs/promises';
import {
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  validate,
  visit,
} from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../src/schema/schema.ts';
import { type Answer, type Data, startTestGateway, type TestGateway } from './support/gateway.ts';
import { openSubscription } from './support/subscription.ts';

interface Step {
  readonly example: string;
  /** A text `$example.path` stands for what the last run of that example answered. */
  readonly variables: Data;
}

interface Run {
  readonly example: string;
  /** One for a query or a mutation, each event of a subscription. */
  readonly answers: readonly Answer[];
}

const folder = new URL('../examples/', import.meta.url);
const steps: readonly Step[] = JSON.parse(
  await readFile(new URL('workflow.json', folder), 'utf8'),
) as Step[];
const files = (await readdir(folder)).filter((name) => name.endsWith('.graphql'));
const documents = new Map(
  await Promise.all(
    files.map(async (name) => {
      const text = await readFile(new URL(name, folder), 'utf8');
      return [name.replace('.graphql', ''), text] as const;
    }),
  ),
);

/** What the sandbox has no value for. Everything else that an example selects has one in some run. */
const blankInBoth = [
  'rewards-refresh: rewardsRefresh rewards expiresOn',
  // No member of the demo household is deleted, asks for anything or fails.
  'member-statuses: memberStatuses removed',
  'member-statuses: memberStatuses needsAction',
  'user-rewards-refresh: userRewardsRefresh failed',
  'accounts: node accounts edges node paymentDueAt',
];

const versions = [
  {
    apiVersion: 'v20111101',
    blank: ['institutions: institutions edges node supportedProducts', ...blankInBoth],
  },
  { apiVersion: 'v20250224', blank: blankInBoth },
] as const;

test.for([...documents])(
  '%s holds one named operation under two lines about its purpose',
  ([, text]) => {
    expect(text).toMatch(/^# [^\n]+\n# [^\n]+\n\n(?:query|mutation|subscription) [A-Z]\w+/);
    expect(parse(text).definitions).toHaveLength(1);
    expect(validate(schema, parse(text))).toEqual([]);
  },
);

test('the workflow runs every example', () => {
  expect(new Set(steps.map(({ example }) => example))).toEqual(new Set(documents.keys()));
});

test.for(versions)(
  'every example succeeds in the order of the workflow, $apiVersion',
  async ({ apiVersion, blank }) => {
    await using gateway = await startTestGateway({ config: { apiVersion } });
    const runs = await runAll(gateway);

    expect(runs.filter(isFailed)).toEqual([]);
    expect(blanksOf(runs)).toEqual(blank);
  },
);

/** Up to the first run that fails, since those after it rely on its answer. */
async function runAll(gateway: TestGateway): Promise<readonly Run[]> {
  const runs: Run[] = [];
  const last: Data = {};
  for (const { example, variables } of steps) {
    const text = documents.get(example) ?? '';
    const operation = getOperationAST(parse(text));
    if (!operation) throw new Error(`${example} has no operation`);
    const answers = await run(gateway, operation, fillIn(variables, last) as Data);
    runs.push({ example, answers });
    if (runs.some(isFailed)) return runs;
    last[example] = answers.at(-1)?.data;
  }
  return runs;
}

async function run(
  { url, query }: TestGateway,
  operation: OperationDefinitionNode,
  variables: Data,
): Promise<readonly Answer[]> {
  const document = print(withTypenames(operation));
  if (operation.operation !== 'subscription') return [await query(document, variables)];
  await using stream = openSubscription({ url, document, variables });
  return isEndless(operation) ? [await stream.next()] : await stream.rest();
}

/** True for a subscription that only ends with its client. */
const isEndless = ({ name }: OperationDefinitionNode) => name?.value === 'MemberStatuses';

/** The operation as it stands, with the type of each object besides. */
function withTypenames(operation: OperationDefinitionNode): OperationDefinitionNode {
  const typename = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;
  return visit(operation, {
    Field: ({ selectionSet, ...field }) =>
      selectionSet === undefined
        ? undefined
        : {
            ...field,
            selectionSet: { ...selectionSet, selections: [typename, ...selectionSet.selections] },
          },
  });
}

function fillIn(value: unknown, last: Data): unknown {
  if (typeof value === 'string' && value.startsWith('$')) return lookUp(value.slice(1), last);
  if (Array.isArray(value)) return value.map((item) => fillIn(item, last));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillIn(item, last)]));
}

function lookUp(path: string, last: Data): unknown {
  const found: unknown = path
    .split('.')
    .reduce<Data | undefined>((at, key) => at?.[key] as Data | undefined, last);
  if (typeof found !== 'string') throw new Error(`No earlier run answers ${path}`);
  return found;
}

function isFailed({ answers }: Run): boolean {
  return answers.length === 0 || answers.some(isFailure);
}

/** Also true of an expected failure, and of a node that is not there. */
function isFailure({ errors, data }: Answer): boolean {
  const isMissing = Object.values(data ?? { data }).some(
    (root) => root === null || root === undefined,
  );
  return (
    errors !== undefined ||
    isMissing ||
    typesIn(data).some((type) => /(?:Error|Failed)$/.test(type))
  );
}

function* typesIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    if (key === '__typename') yield String(item);
    else yield* typesIn(item);
  }
}

/** The fields that no run of their example has a value for, as `example: path`. */
function blanksOf(runs: readonly Run[]): readonly string[] {
  const hasValue = new Map<string, boolean>();
  const look = (path: string, value: unknown): void => {
    if (Array.isArray(value) && value.length > 0) {
      for (const item of value) look(path, item);
      return;
    }
    const isBlank = value === null || Array.isArray(value);
    hasValue.set(path, hasValue.get(path) === true || !isBlank);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, item] of Object.entries(value)) look(`${path} ${key}`, item);
  };
  for (const { example, answers } of runs)
    for (const { data } of answers) look(`${example}:`, data);
  return [...hasValue].filter(([, isThere]) => !isThere).map(([path]) => path);
}
