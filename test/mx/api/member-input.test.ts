import { expect, test } from 'vitest';
import { Secret } from '../../../src/secret.ts';
import { json, startTestClient, status } from '../../support/fake-mx.ts';
import { credentials, KEY, model, PATH, USER, wire, wireCredentials } from './member-bench.ts';

const input = {
  institutionCode: 'mxbank',
  credentials,
  externalId: 'unique_id',
  metadata: null,
  isOAuth: false,
  skipAggregation: true,
  products: ['transactions', 'rewards'],
  clientRedirectUrl: 'https://example.com/back',
  referralSource: 'APP',
  enableApp2App: false,
  uiMessageWebviewUrlScheme: 'app',
} as const;

const root = {
  client_redirect_url: 'https://example.com/back',
  enable_app2app: false,
  referral_source: 'APP',
  ui_message_webview_url_scheme: 'app',
};

const member = {
  institution_code: 'mxbank',
  credentials: wireCredentials,
  id: 'unique_id',
  is_oauth: false,
};

test('a member is created with the body of v20111101', async () => {
  await using t = await startTestClient([json({ member: wire }, 202)]);
  expect(await t.client.members.create(USER, input)).toEqual({ ...model, isJobRequested: null });
  expect(t.mx.seen[0]).toMatchObject({ method: 'POST', url: '/users/USR-1/members' });
  expect(JSON.parse(t.mx.seen[0]?.body ?? '')).toEqual({
    ...root,
    member: { ...member, skip_aggregation: true },
  });
});

test('a member is created with the body of v20250224', async () => {
  await using t = await startTestClient([json({ member: wire }, 201)], { apiVersion: 'v20250224' });
  await t.client.members.create(USER, input);
  expect(JSON.parse(t.mx.seen[0]?.body ?? '')).toEqual({
    ...root,
    data_request: { products: ['transactions', 'rewards'] },
    member,
  });
});

test('an update of a member sends the given fields, and leaves out null', async () => {
  await using t = await startTestClient([json({ member: wire })]);
  const nothing = { externalId: null, backgroundAggregationIsDisabled: null };
  await t.client.members.update(KEY, { credentials, metadata: '', ...nothing });
  expect(t.mx.seen[0]).toMatchObject({ method: 'PUT', url: PATH });
  expect(JSON.parse(t.mx.seen[0]?.body ?? '')).toEqual({
    member: { credentials: wireCredentials, metadata: '' },
  });
});

test('challenges are answered', async () => {
  await using t = await startTestClient([json({ member: wire }, 202)]);
  await t.client.members.resume(KEY, [{ challengeGuid: 'CRD-9', value: new Secret('Rome') }]);
  expect(t.mx.seen[0]).toMatchObject({
    method: 'PUT',
    url: `${PATH}/resume`,
    body: '{"member":{"challenges":[{"guid":"CRD-9","value":"Rome"}]}}',
  });
});

test("a member's secret shows in no error, report or inspected input", async () => {
  await using t = await startTestClient([status(400)]);
  const error = await t.client.members.create(USER, input).catch((reason: unknown) => reason);
  const shown = JSON.stringify([error, String(error), t.reports, input]);
  expect(shown).not.toContain('mxuser');
});
