import { expect, test } from 'vitest';
import { startTestSandbox } from '../mx-http.ts';
import type { Answer, TestSandbox } from '../mx-http.ts';

const member = { institution_code: 'mx_bank_oauth', is_oauth: true };

interface Pending {
  readonly path: string;
  readonly uri: string;
  readonly answer: Answer;
}

async function createPending(t: TestSandbox, fields: object = {}): Promise<Pending> {
  const user = await t.createUser();
  const answer = await t.call(`POST /users/${user}/members`, { ...fields, member });
  const { guid, oauth_window_uri: uri } = answer.body.member;
  return { path: `/users/${user}/members/${guid}`, uri, answer };
}

test('an OAuth member is PENDING with the address of a window and no job', async () => {
  await using t = await startTestSandbox();
  const { answer, path, uri } = await createPending(t);
  expect(answer.status).toBe(200);
  expect(answer.body.member).toMatchObject({
    connection_status: 'PENDING',
    is_being_aggregated: false,
    is_oauth: true,
  });
  expect(uri).toMatch(new RegExp(`^${t.sandbox.url}/oauth/authorize\\?state=`));
  expect((await t.call(`GET ${path}`)).body.member.oauth_window_uri).toBeNull();
  expect((await t.call(`POST ${path}/aggregate`)).status).toBe(405);
});

test('an approval in the window starts the job, once', async () => {
  await using t = await startTestSandbox();
  const { path, uri } = await createPending(t);
  const page = await (await fetch(uri)).text();
  expect(page).toContain('MX Bank (Oauth)');
  const approve = `${uri}&decision=approve`;
  expect(page).toContain(new URL(approve).search.replaceAll('&', '&amp;'));
  expect((await fetch(approve)).status).toBe(200);
  const started = (await t.call(`GET ${path}/status`)).body.member;
  expect(started).toMatchObject({ connection_status: 'CREATED', is_being_aggregated: true });
  t.advance(t.jobMs);
  expect((await t.call(`GET ${path}/status`)).body.member.connection_status).toBe('CONNECTED');
  expect((await fetch(approve)).status).toBe(404);
});

test.for([
  ['approve', 'status=success', 'CREATED'],
  ['deny', 'status=error', 'DENIED'],
] as const)('the decision to %s redirects with %s', async ([decision, query, status]) => {
  await using t = await startTestSandbox();
  const { path, uri } = await createPending(t, {
    client_redirect_url: 'https://app.example/done?a=1',
  });
  const response = await fetch(`${uri}&decision=${decision}`, { redirect: 'manual' });
  expect(response.status).toBe(302);
  const location = response.headers.get('location');
  expect(location).toContain('https://app.example/done?a=1');
  expect(location).toContain(query);
  expect(location).toContain(`member_guid=${path.split('/').at(-1)}`);
  expect((await t.call(`GET ${path}/status`)).body.member.connection_status).toBe(status);
});

test('another window is given on request, and can connect without a job', async () => {
  await using t = await startTestSandbox();
  const { path, uri } = await createPending(t);
  const { body } = await t.call(`GET ${path}/oauth_window_uri?skip_aggregation=true`);
  expect(body.member.guid).toBe(path.split('/').at(-1));
  expect(body.member.oauth_window_uri).not.toBe(uri);
  await fetch(`${body.member.oauth_window_uri}&decision=approve`);
  expect((await t.call(`GET ${path}/status`)).body.member).toMatchObject({
    connection_status: 'CONNECTED',
    is_being_aggregated: false,
  });
});

test('a member with credentials gets no window', async () => {
  await using t = await startTestSandbox();
  const path = await t.createMember('password');
  expect((await t.call(`GET ${path}/oauth_window_uri`)).status).toBe(400);
});
