import { expect, test, vi } from 'vitest';
import { createTokens, type GetToken } from '../../client/src/tokens.ts';
import { createManualClock } from '../support/manual-clock.ts';

/** A token that expires so many seconds after the start of the clock. */
function tokenOf(expiresAtMs: number, name = 'token'): string {
  const payload = Buffer.from(JSON.stringify({ name, exp: expiresAtMs / 1_000, ü: '>>>???' }));
  return `e30.${payload.toString('base64url')}.signature`;
}

function start(lifeMs: number) {
  const clock = createManualClock();
  const getToken = vi.fn<GetToken>(() => tokenOf(clock.now() + lifeMs));
  return { clock, getToken, tokens: createTokens(getToken, clock) };
}

test.for([
  ['an hour', 3_600_000, 3_540_000],
  ['nine seconds', 9_000, 8_100],
] as const)('a token of %s is kept until shortly before its end', async ([, lifeMs, goodMs]) => {
  const { clock, getToken, tokens } = start(lifeMs);
  await tokens.authorization();
  await clock.advance(goodMs - 1);
  await tokens.authorization();
  expect(getToken).toHaveBeenCalledTimes(1);
  expect(tokens.isExpiring()).toBe(false);
  await clock.advance(1);
  expect(tokens.isExpiring()).toBe(true);
  await tokens.authorization();
  expect(getToken.mock.calls).toEqual([[{ wasRefused: false }], [{ wasRefused: false }]]);
});

test('a token that is refused is replaced, and its successor is not refused by a late report', async () => {
  const { getToken, tokens } = start(60_000);
  getToken.mockReturnValueOnce('first').mockReturnValueOnce('second');
  expect(await tokens.authorization()).toBe('Bearer first');
  tokens.refuse('Bearer first');
  expect(await tokens.authorization()).toBe('Bearer second');
  tokens.refuse('Bearer first');
  expect(await tokens.authorization()).toBe('Bearer second');
  expect(getToken.mock.calls).toEqual([[{ wasRefused: false }], [{ wasRefused: true }]]);
});

test('callers who wait share one call, and a failure is not kept', async () => {
  const { getToken, tokens } = start(60_000);
  getToken.mockRejectedValueOnce(new Error('The token server is down.'));
  const waiting = [tokens.authorization(), tokens.authorization()];
  for (const each of waiting) await expect(each).rejects.toThrow('The token server is down.');
  expect(getToken).toHaveBeenCalledTimes(1);
  expect(await tokens.authorization()).toMatch(/^Bearer /);
});

test.for(['opaque', 'a.b.c', `e30.${Buffer.from('{"exp":"soon"}').toString('base64url')}.x`])(
  'a token without a readable expiry is kept until it is refused: %s',
  async (token) => {
    const { clock, getToken, tokens } = start(0);
    getToken.mockReturnValue(token);
    await tokens.authorization();
    await clock.advance(86_400_000);
    await tokens.authorization();
    expect(getToken).toHaveBeenCalledTimes(1);
  },
);

test('a device whose clock is ahead asks for each request, and works', async () => {
  const { getToken, tokens } = start(-3_600_000);
  expect(await tokens.authorization()).toMatch(/^Bearer /);
  await tokens.authorization();
  expect(getToken).toHaveBeenCalledTimes(2);
});
