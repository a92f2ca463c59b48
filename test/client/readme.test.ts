import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as operations from '../../client/src/generated/operations.ts';
import { createMxClient, type RefreshEvent } from '../../client/src/main.ts';
import { startTestGateway } from '../support/gateway.ts';
import { household, mxbankCredentials } from '../support/household.ts';
import { mintNow, tokenAuth } from '../support/tenants.ts';

const readme = readFileSync(new URL('../../client/README.md', import.meta.url), 'utf8');
const flow = /```js\n([^]*?)```/.exec(readme)?.[1] ?? '';

/** Runs the README's first code as it is, except its address. */
async function runFlow(url: string, given: Readonly<Record<string, unknown>>): Promise<void> {
  const code = flow.replaceAll(/^import .*$/gm, '').replace('http://127.0.0.1:4000/graphql', url);
  const all = { createMxClient, ...operations, ...given };
  // oxlint-disable-next-line typescript/no-implied-eval
  const run = new Function(...Object.keys(all), `return (async () => {${code}})()`) as (
    ...values: readonly unknown[]
  ) => Promise<void>;
  await run(...Object.values(all));
}

async function connectWith(password: string) {
  await using gateway = await startTestGateway({ config: { auth: tokenAuth } });
  const asked: string[] = [];
  const shown: unknown[] = [];
  const progress: string[] = [];
  await runFlow(gateway.url, {
    getToken: () => mintNow({ mx_user_guid: household.userGuid }),
    input: { institutionCode: 'mxbank', credentials: mxbankCredentials(password) },
    ask(label: string) {
      asked.push(label);
      return 'correct';
    },
    show: (rewards: unknown) => shown.push(rewards),
    showProgress: (message: string) => progress.push(message),
  });
  return { asked, shown, progress };
}

test("the README's code goes from credentials over MFA to the rewards, in twelve lines", async () => {
  expect(
    flow
      .trim()
      .split('\n')
      .filter((line) => line !== '').length,
  ).toBeLessThanOrEqual(12);
  const { asked, shown, progress } = await connectWith('challenge');
  expect(asked).toEqual(['What city were you born in?']);
  expect(progress).toContain(
    'Your institution needs to verify your identity. Answer the question to continue.',
  );
  type Completed = Extract<RefreshEvent, { __typename: 'RewardsRefreshCompleted' }>;
  expect((shown as readonly Completed['rewards'][])[0]?.length).toBeGreaterThan(0);
});

test("the README's code shows why a refresh has failed", async () => {
  const { asked, shown } = await connectWith('UNAUTHORIZED');
  expect(asked).toEqual([]);
  expect(shown).toEqual([expect.stringContaining('credentials')]);
});

test('the README names every entry of the package', () => {
  const { exports } = JSON.parse(
    readFileSync(new URL('../../client/package.json', import.meta.url), 'utf8'),
  ) as { readonly exports: Record<string, unknown> };
  const names = Object.keys(exports).filter((name) => name !== './package.json');
  expect(names.filter((name) => !readme.includes(name.slice(1)))).toEqual([]);
});
