import { expect, test } from 'vitest';
import { startTestSandbox } from './mx-http.ts';

test.for([
  ['password', 'CONNECTED'],
  ['correct', 'CONNECTED'],
  ['Challenge', 'CONNECTED'],
  ['token', 'CONNECTED'],
  ['toString', 'CONNECTED'],
  ['challenge', 'CHALLENGED'],
  ['options', 'CHALLENGED'],
  ['image', 'CHALLENGED'],
  ['BAD_REQUEST', 'FAILED'],
  ['UNAUTHORIZED', 'DENIED'],
  ['INVALID', 'DENIED'],
  ['LOCKED', 'LOCKED'],
  ['DISABLED', 'DENIED'],
  ['SERVER_ERROR', 'FAILED'],
  ['UNAVAILABLE', 'FAILED'],
] as const)('the password %s leads to %s', async ([password, status]) => {
  await using t = await startTestSandbox();
  const member = await t.createMember(password);
  t.advance(t.jobMs);
  const { body } = await t.call(`GET ${member}/status`);
  expect(body.member.connection_status).toBe(status);
  expect(body.member.is_being_aggregated).toBe(status === 'CHALLENGED');
});

test.for([
  ['correct', 'CONNECTED'],
  ['wrong', 'REJECTED'],
  ['', 'REJECTED'],
  ['wrong answer', 'REJECTED'],
  ['LOCKED', 'REJECTED'],
  ['BAD_REQUEST', 'REJECTED'],
  ['toString', 'REJECTED'],
  ['DISABLED', 'DENIED'],
  ['SERVER_ERROR', 'FAILED'],
  ['UNAVAILABLE', 'FAILED'],
  ['challenge', 'CHALLENGED'],
  ['options', 'CHALLENGED'],
  ['image', 'CHALLENGED'],
  ['image options', 'CHALLENGED'],
  ['challenges', 'CHALLENGED'],
  ['token', 'CHALLENGED'],
] as const)('the answer "%s" leads to %s', async ([value, status]) => {
  await using t = await startTestSandbox();
  const member = await t.createMember('challenge');
  t.advance(t.jobMs);
  const [challenge] = (await t.call(`GET ${member}/challenges`)).body.challenges;
  const challenges = [{ guid: challenge.guid, value }];
  const resumed = await t.call(`PUT ${member}/resume`, { member: { challenges } });
  expect(resumed.status).toBe(202);
  expect(resumed.body.member).toMatchObject({
    connection_status: 'RESUMED',
    is_being_aggregated: true,
  });
  t.advance(t.jobMs);
  expect((await t.call(`GET ${member}/status`)).body.member.connection_status).toBe(status);
});

test('every kind of challenge is posed in a chain, each under a new guid', async () => {
  await using t = await startTestSandbox();
  const member = await t.createMember('options');
  const seen: unknown[] = [];
  const guids = new Set<string>();
  for (const next of ['image', 'image options', 'token', 'challenges', 'correct']) {
    t.advance(t.jobMs);
    const { challenges } = (await t.call(`GET ${member}/status`)).body.member;
    for (const challenge of challenges) {
      seen.push(challenge.type);
      guids.add(challenge.guid);
    }
    const answers = challenges.map(({ guid }: { guid: string }) => ({ guid, value: next }));
    await t.call(`PUT ${member}/resume`, { member: { challenges: answers } });
  }
  expect(seen).toEqual(['OPTIONS', 'IMAGE_DATA', 'IMAGE_OPTIONS', 'TOKEN', 'TEXT', 'TEXT']);
  expect(guids.size).toBe(6);
  t.advance(t.jobMs);
  expect((await t.call(`GET ${member}`)).body.member.connection_status).toBe('CONNECTED');
});

test('a challenge has the fields of its kind', async () => {
  await using t = await startTestSandbox();
  const read = async (secret: string): Promise<Awaited<ReturnType<typeof t.call>>['body']> => {
    const member = await t.createMember(secret);
    t.advance(t.jobMs);
    return (await t.call(`GET ${member}/challenges`)).body.challenges[0];
  };
  expect(await read('challenge')).toMatchObject({ label: 'What city were you born in?' });
  const { options } = await read('options');
  expect(options.map(({ value }: { value: string }) => value)).toContain('correct');
  expect(options[0]).toMatchObject({ guid: expect.stringMatching(/^CRO-/), label: 'image' });
  const image = Buffer.from((await read('image')).image_data, 'base64');
  expect(image.subarray(1, 4).toString()).toBe('PNG');
});

test('a challenge has its images as data addresses', async () => {
  await using t = await startTestSandbox();
  const member = await t.createMember('challenge');
  t.advance(t.jobMs);
  const [{ guid }] = (await t.call(`GET ${member}/challenges`)).body.challenges;
  await t.call(`PUT ${member}/resume`, {
    member: { challenges: [{ guid, value: 'image options' }] },
  });
  t.advance(t.jobMs);
  const [{ image_options: options }] = (await t.call(`GET ${member}/challenges`)).body.challenges;
  expect(options).toHaveLength(3);
  for (const { data_uri: uri } of options) expect(uri).toMatch(/^data:image\/png;base64,iVBOR/);
});
