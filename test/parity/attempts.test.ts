import { expect, test } from 'vitest';
import { type Caller, createCaller, type Transport, transports } from '../support/caller.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { household, mxbankCredentials, nobody } from '../support/household.ts';
import { mintNow, partnerToken, tokenAuth } from '../support/tenants.ts';

const createMember =
  'mutation ($input: CreateMemberInput!) { createMember(input: $input) { __typename } }';
const answerChallenges =
  'mutation ($input: AnswerChallengesInput!) { answerChallenges(input: $input) { __typename } }';

/** A try of a password: at an institution that there is not, so that MX is hardly asked. */
function tryPassword(caller: Caller, transport: Transport) {
  const credentials = mxbankCredentials('hunter2');
  const input = { userId: household.userId, institutionCode: 'nowhere', credentials };
  return caller.ask(transport, { query: createMember, variables: { input } });
}

function tryAnswer(caller: Caller, transport: Transport) {
  const answers = [{ challengeId: 'CHA-1', value: 'hunter2' }];
  const input = { memberId: nobody.memberId, answers };
  return caller.ask(transport, { query: answerChallenges, variables: { input } });
}

const start = () => startTestGateway({ config: { auth: tokenAuth } });

function userOf({ url }: TestGateway, userGuid: string = household.userGuid) {
  return createCaller({ url, token: mintNow({ mx_user_guid: userGuid }) });
}

const limited = (retryAfterMs: unknown) => ({
  message: 'Too many attempts. Try again later.',
  extensions: { code: 'RATE_LIMITED', retryable: true, retryAfterMs },
});

test('an end user has ten attempts in fifteen minutes, over all transports and kinds together', async () => {
  await using gateway = await start();
  await using user = userOf(gateway);
  for (let count = 0; count < 10; count += 1) {
    const transport = transports[count % transports.length] ?? 'http';
    const attempt = count % 2 === 0 ? tryPassword : tryAnswer;
    const [answer] = (await attempt(user, transport)).answers;
    expect(answer?.errors).toBeUndefined();
  }
  gateway.sandbox.calls.length = 0;
  for (const transport of transports) {
    for (const attempt of [tryPassword, tryAnswer]) {
      const { answers, status } = await attempt(user, transport);
      expect(answers).toMatchObject([{ errors: [limited(expect.any(Number))] }]);
      const { retryAfterMs = 0 } = answers[0]?.errors?.[0]?.extensions ?? {};
      expect(retryAfterMs).toBeGreaterThan(14 * 60_000);
      expect(retryAfterMs).toBeLessThanOrEqual(15 * 60_000);
      expect(status).toBe(transport === 'websocket' ? undefined : 429);
    }
  }
  expect(gateway.sandbox.calls).toEqual([]);
});

test('an end user without attempts may still read, and other users have their own attempts', async () => {
  await using gateway = await start();
  await using user = userOf(gateway);
  await using other = userOf(gateway, 'USR-99999999-9999-4999-8999-999999999999');
  for (let count = 0; count < 11; count += 1) await tryPassword(user, 'websocket');
  for (const transport of transports) {
    expect((await tryPassword(user, transport)).answers).toMatchObject([
      { errors: [limited(expect.any(Number))] },
    ]);
    const { answers } = await user.ask(transport, { query: '{ viewer { guid } }' });
    expect(answers).toEqual([{ data: { viewer: { guid: household.userGuid } } }]);
    expect((await tryPassword(other, transport)).answers[0]?.errors).toBeUndefined();
  }
});

test('users of one address have attempts of their own, however many they are', async () => {
  await using gateway = await start();
  for (let number = 10; number < 22; number += 1) {
    await using user = userOf(gateway, `USR-99999999-9999-4999-8999-9999999999${number}`);
    for (let count = 0; count < 10; count += 1) {
      const transport = transports[count % transports.length] ?? 'http';
      expect((await tryAnswer(user, transport)).answers[0]?.errors).toBeUndefined();
    }
    expect((await tryAnswer(user, 'http')).answers).toMatchObject([
      { errors: [limited(expect.any(Number))] },
    ]);
  }
});

test('an operation that is refused for another reason is no attempt', async () => {
  await using gateway = await start();
  await using user = userOf(gateway);
  const input = { institutionCode: 'nowhere', credentials: mxbankCredentials('hunter2'), nope: 1 };
  const broken = { query: createMember, variables: { input } };
  for (let count = 0; count < 12; count += 1) {
    const { answers } = await user.ask(transports[count % transports.length] ?? 'http', broken);
    expect(answers).toMatchObject([{ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] }]);
  }
  for (const transport of transports) {
    expect((await tryPassword(user, transport)).answers[0]?.errors).toBeUndefined();
  }
});

test("a partner's attempts, for many users, are not limited", async () => {
  await using gateway = await start();
  await using partner = createCaller({ url: gateway.url, token: partnerToken() });
  for (let count = 0; count < 24; count += 1) {
    const transport = transports[count % transports.length] ?? 'http';
    expect((await tryPassword(partner, transport)).answers[0]?.errors).toBeUndefined();
  }
});
