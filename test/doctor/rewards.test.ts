import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { examineEnv, withMx } from './examining.ts';

test('an MX that omits the rewards fields is named, with the version that may send them', async () => {
  await using sandbox = await startSandbox();
  await using plain = await startSandbox({
    rewrite: (_request, response) => ({
      ...response,
      body: withoutRewardsFields(response.body),
    }),
  });
  const sent = await examineEnv(withMx(sandbox.url));
  expect(sent.about('rewards')).toMatch(/^ok: MX sends the rewards fields/);
  const omitted = await examineEnv(withMx(plain.url, { MX_API_VERSION: 'v20250224' }));
  expect(omitted.unwell()).toEqual(['rewards']);
  expect(omitted.about('rewards')).toMatch(/^warning: MX omits the rewards fields/);
  expect(omitted.about('rewards')).toContain('MX_API_VERSION=v20111101');
});

test('rewards that MX has not enabled are named', async () => {
  await using sandbox = await startSandbox({
    intercept: ({ path }) =>
      path.endsWith('/rewards')
        ? { status: 403, body: { error: { message: 'Forbidden' } } }
        : undefined,
  });
  const { about, unwell } = await examineEnv(withMx(sandbox.url));
  expect(unwell()).toEqual(['rewards']);
  expect(about('rewards')).toContain('rewards are not enabled for you');
});

test('an MX that is only slow with rewards is named, with the time', async () => {
  let time = 0;
  await using sandbox = await startSandbox({
    intercept({ path }) {
      if (path.endsWith('/rewards')) time += 1_500;
      return undefined;
    },
  });
  const options = { monotonicNow: () => time };
  const { about, unwell } = await examineEnv(withMx(sandbox.url), options);
  expect(unwell()).toEqual(['rewards']);
  expect(about('rewards')).toMatch(
    /^warning: MX is slow: it took 1500 ms to send the rewards of a member\. → Compare/,
  );
});

test('an MX that never sends rewards is named', async () => {
  const { promise: never, resolve } = Promise.withResolvers<undefined>();
  await using sandbox = await startSandbox({
    intercept: ({ path }) => (path.endsWith('/rewards') ? never : undefined),
  });
  const { about, unwell } = await examineEnv(withMx(sandbox.url, { MX_TIMEOUT_MS: '1000' }));
  resolve(undefined);
  expect(unwell()).toEqual(['rewards']);
  expect(about('rewards')).toMatch(
    /^failed: MX did not send the rewards of a member in time \(MX_TIMEOUT_MS\)\. → Compare/,
  );
});

test('a read that fails is named, and is not called another one', async () => {
  await using sandbox = await startSandbox({
    intercept: ({ path }) =>
      path.endsWith('/rewards') ? { status: 501, body: { error: {} } } : undefined,
  });
  const { about, unwell } = await examineEnv(withMx(sandbox.url));
  expect(unwell()).toEqual(['rewards']);
  expect(about('rewards')).toMatch(/^warning: MX did not send the rewards of a member \([A-Z_]+\)/);
});

test('an MX without users leaves open whether rewards fields come', async () => {
  await using sandbox = await startSandbox({ seed: 'empty' });
  const { about, unwell } = await examineEnv(withMx(sandbox.url));
  expect(unwell()).toEqual([]);
  expect(about('rewards')).toMatch(/^skipped: No account was found/);
});

const FIELDS =
  /"(?:credit_card_product_guid|enrolled_in_rewards_on|primary_reward_unit|current_reward_level|next_reward_level)":(?:null|"[^"]*"),?/g;

function withoutRewardsFields(body: unknown): unknown {
  if (body === undefined) return body;
  const text = (typeof body === 'string' ? body : JSON.stringify(body)).replace(FIELDS, '');
  return JSON.parse(text.replaceAll(',}', '}')) as unknown;
}
