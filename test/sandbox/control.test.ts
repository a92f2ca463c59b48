import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { startTestSandbox } from './mx-http.ts';

test('setStatus puts a member into any status, known or not', async () => {
  await using t = await startTestSandbox();
  const { control } = t.sandbox;
  const user = control.addUser({ id: 'a' });
  const member = control.addMember(user, { hasData: false });
  const read = async (): Promise<unknown> => {
    const { body } = await t.call(`GET /users/${user}/members/${member}/status`);
    return [body.member.connection_status, body.member.is_being_aggregated];
  };
  expect(await read()).toEqual(['CONNECTED', false]);
  control.setStatus(member, 'INVENTED', { isBeingAggregated: true });
  expect(await read()).toEqual(['INVENTED', true]);
  control.setStatus(member, null);
  expect(await read()).toEqual([null, false]);
});

test('challenge poses challenges of any type, and returns their guids', async () => {
  await using t = await startTestSandbox();
  const { control } = t.sandbox;
  const user = control.addUser();
  const member = control.addMember(user);
  const guids = control.challenge(member, [{ type: 'PUZZLE', label: 'Solve' }, { type: 0 }]);
  const { body } = await t.call(`GET /users/${user}/members/${member}/status`);
  expect(body.member).toMatchObject({
    connection_status: 'CHALLENGED',
    is_being_aggregated: true,
    challenges: [
      { guid: guids[0], type: 'PUZZLE', label: 'Solve' },
      { guid: guids[1], type: 0 },
    ],
  });
});

test('override replaces any field of an object, or removes it', async () => {
  await using t = await startTestSandbox();
  const { control } = t.sandbox;
  const user = control.addUser();
  const member = control.addMember(user, { hasData: false });
  const reward = control.addReward(member, { unitType: 'GEMS', balance: 1.5 });
  control.override(reward, { balance_type: 'AURA', account_guid: undefined, extra: { deep: [1] } });
  control.override('mxbank', { name: 7 });
  const { rewards } = (await t.call(`GET /users/${user}/members/${member}/rewards`)).body;
  expect(rewards[0]).toMatchObject({
    balance: 1.5,
    balance_type: 'AURA',
    extra: { deep: [1] },
    unit_type: 'GEMS',
  });
  expect(rewards[0]).not.toHaveProperty('account_guid');
  expect((await t.call('GET /institutions/mxbank')).body.institution.name).toBe(7);
});

test('authorize and denyAuthorization work without the OAuth window', async () => {
  await using t = await startTestSandbox();
  const { control } = t.sandbox;
  const user = control.addUser();
  const options = {
    institutionCode: 'mxcu_oauth',
    isOauth: true,
    status: 'PENDING',
    hasData: false,
  };
  const [one, two] = [control.addMember(user, options), control.addMember(user, options)];
  control.authorize(one);
  control.denyAuthorization(two);
  t.advance(t.jobMs);
  const { members } = (await t.call(`GET /users/${user}/members`)).body;
  const statuses = members.map((member: Record<string, unknown>) => member['connection_status']);
  expect(statuses).toEqual(['CONNECTED', 'DENIED']);
});

test('an unknown guid is named in the error of every control', async () => {
  await using t = await startTestSandbox();
  const { control } = t.sandbox;
  expect(() => control.setStatus('MBR-x', 'CONNECTED')).toThrow('no member MBR-x');
  expect(() => control.addMember('USR-x')).toThrow('no user USR-x');
  const user = control.addUser();
  expect(() => control.addMember(user, { institutionCode: 'x' })).toThrow('no institution x');
});

test('advanceClock advances by exactly what it is told, although time passes meanwhile', async () => {
  let time = 0;
  const now = () => (time += 1);
  await using sandbox = await startSandbox({ now, seed: 'empty' });
  const { control } = sandbox;
  const member = control.addMember(control.addUser(), { status: 'CONNECTED' });
  control.challenge(member, [{ type: 'TEXT' }]);
  control.advanceClock(3_600_000);
  expect(control.advancedMs()).toBe(3_600_000);
});
