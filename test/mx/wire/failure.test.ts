import { expect, test } from 'vitest';
import type { MxClient } from '../../../src/mx/client.ts';
import { Secret } from '../../../src/secret.ts';
import { cutMidBody, json, raw, reset, startTestClient, status } from '../../support/fake-mx.ts';

const KEY = { userGuid: 'USR-1', memberGuid: 'MBR-1' };
const ANSWER = [{ challengeGuid: 'CRD-1', value: new Secret('x') }];

/** Every call that changes something at MX. */
const writes: readonly [string, (client: MxClient) => Promise<unknown>][] = [
  ['users.create', ({ users }) => users.create({ email: 'a@b.c' })],
  ['users.update', ({ users }) => users.update('USR-1', { email: 'a@b.c' })],
  ['users.delete', ({ users }) => users.delete('USR-1')],
  [
    'members.create',
    ({ members }) => members.create('USR-1', { institutionCode: 'mxbank', credentials: [] }),
  ],
  ['members.update', ({ members }) => members.update(KEY, { metadata: 'x' })],
  ['members.delete', ({ members }) => members.delete(KEY)],
  ['members.aggregate', ({ members }) => members.aggregate(KEY)],
  ['members.fetchRewards', ({ members }) => members.fetchRewards(KEY)],
  ['members.resume', ({ members }) => members.resume(KEY, ANSWER)],
];

const unknown = { code: 'OUTCOME_UNKNOWN' };
const refused = { code: 'UNAVAILABLE', mayBeDone: false };

test.for(writes)('%s has an unknown outcome wherever MX may have acted', async ([name, write]) => {
  await using t = await startTestClient();
  const replies = [
    ...[status(502), status(504), status(524), status(207), reset, cutMidBody],
    raw('<html></html>', { 'content-type': 'text/html' }),
    raw('{"user":{"guid":'),
    ...(name.endsWith('delete')
      ? []
      : [
          raw(''),
          status(204),
          json({}),
          json([]),
          json({ user: {}, member: {} }),
          json({ user: 'USR-1', member: 'MBR-1' }),
        ]),
  ];
  for (const reply of replies) {
    t.mx.script(reply);
    await expect(write(t.client)).rejects.toMatchObject(unknown);
  }
  expect(t.mx.seen).toHaveLength(replies.length);
});

test.for(['users', 'members'] as const)(
  '%s are deleted when MX confirms it, in any words',
  async (noun) => {
    await using t = await startTestClient([status(204), status(202), raw('{}'), raw('')]);
    const { users, members } = t.client;
    for (let times = 0; times < 4; times += 1) {
      await expect(noun === 'users' ? users.delete('USR-1') : members.delete(KEY)).resolves.toBe(
        undefined,
      );
    }
  },
);

test.for(writes)('%s may be repeated after 503, not after another 5xx', async ([, write]) => {
  await using t = await startTestClient([status(503), status(500), status(501), status(505)]);
  await expect(write(t.client)).rejects.toMatchObject(refused);
  for (const code of [500, 501, 505]) {
    await expect(write(t.client)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      status: code,
      mayBeDone: true,
    });
  }
  expect(t.mx.seen).toHaveLength(4);
});

test.for(writes)('%s is refused, and not unknown, when MX refuses it', async ([, write]) => {
  await using t = await startTestClient();
  for (const [code, name] of [
    [400, 'INVALID_INPUT'],
    [404, 'NOT_FOUND'],
    [409, 'CONFLICT'],
    [429, 'RATE_LIMITED'],
  ] as const) {
    t.mx.script(status(code));
    await expect(write(t.client)).rejects.toMatchObject({ code: name, mayBeDone: false });
  }
});

test.for(['v20111101', 'v20250224'] as const)(
  'the address of a widget under %s fails like a read, since asking twice does no harm',
  async (apiVersion) => {
    await using t = await startTestClient([reset], { apiVersion });
    const connect = () => t.client.widgets.connect('USR-1', {});
    await expect(connect()).rejects.toMatchObject({ code: 'UNAVAILABLE', mayBeDone: false });
    for (const reply of [status(502), status(500)]) {
      t.mx.script(reply);
      await expect(connect()).rejects.toMatchObject({ code: 'UNAVAILABLE', mayBeDone: false });
    }
    t.mx.script(raw('<html></html>'));
    await expect(connect()).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
    expect(t.mx.seen).toHaveLength(4);
  },
);

test('a response that names another user is refused, also of a write', async () => {
  await using t = await startTestClient([
    json({ member: { guid: 'MBR-1', user_guid: 'USR-2' } }, 202),
  ]);
  await expect(t.client.members.fetchRewards(KEY)).rejects.toMatchObject({
    code: 'BAD_RESPONSE',
    isForeign: true,
  });
});
