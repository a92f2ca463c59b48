import { createClient } from 'graphql-ws';
import { expect, test } from 'vitest';
import { startTestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { blocksOf } from '../support/pages.ts';

test("docs/live.md: the loop over a user's banks has all banks after the first event", async () => {
  await using gateway = await startTestGateway();
  const blocks = blocksOf('docs/live.md');
  const client = createClient({ url: gateway.url.replace('http', 'ws'), retryAttempts: 0 });
  const shown = Promise.withResolvers<readonly { readonly nextAction: string }[]>();
  const given = {
    client,
    query: blocks.find(({ code }) => code.includes('memberStatuses'))?.code,
    variables: { userId: household.userId, after: null as string | null },
    show: shown.resolve,
  };
  const code = blocks.find(({ language }) => language === 'js')?.code ?? '';
  // oxlint-disable-next-line typescript/no-implied-eval
  const run = new Function(...Object.keys(given), `return (async () => {${code}})()`) as (
    ...values: readonly unknown[]
  ) => Promise<void>;
  const ended = run(...Object.values(given)).catch(() => {});
  expect((await shown.promise).map(({ nextAction }) => nextAction)).toEqual(['NONE', 'NONE']);
  expect(given.variables.after).toEqual(expect.any(String));
  await client.dispose();
  await ended;
});
