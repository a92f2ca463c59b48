import { expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { household } from '../../support/household.ts';

const REDIRECT_URLS = ['https://good.example.com', 'http://localhost:3000', 'myapp:'];

const documents = {
  createMember: `mutation ($input: CreateMemberInput!) { outcome: createMember(input: $input) {
    __typename ... on InvalidInputError { code path } } }`,
  requestOAuthWindow: `mutation ($input: RequestOAuthWindowInput!) {
    outcome: requestOAuthWindow(input: $input) { __typename ... on InvalidInputError { code path } } }`,
  requestConnectWidget: `mutation ($input: RequestConnectWidgetInput!) {
    outcome: requestConnectWidget(input: $input) { __typename ... on InvalidInputError { code path } } }`,
};

type Name = keyof typeof documents;
const names = Object.keys(documents) as Name[];

/** What each mutation needs beside an address to go through. */
const inputs: Record<Name, Record<string, unknown>> = {
  createMember: { userId: household.userId, institutionCode: 'mx_bank_oauth', isOAuth: true },
  requestOAuthWindow: { memberId: household.bankId },
  requestConnectWidget: { userId: household.userId },
};

/** The outcome for one address: `sent` once MX was asked, else the path of the error. */
async function send(gateway: TestGateway, name: Name, given: Record<string, unknown>) {
  gateway.sandbox.calls.length = 0;
  const { data, errors } = await gateway.query(documents[name], {
    input: { ...inputs[name], ...given },
  });
  if (gateway.sandbox.calls.length > 0) return 'sent';
  return data?.['outcome']?.path?.join('.') ?? errors?.[0]?.extensions?.['code'];
}

test.for(names)('%s redirects only to the operator’s own addresses', async (name) => {
  await using gateway = await startTestGateway({ config: { redirectUrls: REDIRECT_URLS } });
  for (const url of [
    'https://good.example.com',
    'https://good.example.com/connected?from=mx#done',
    'https://GOOD.example.com/connected',
    'http://localhost:3000/connected',
    'myapp://connected',
    'MyApp:connected',
  ]) {
    expect([url, await send(gateway, name, { clientRedirectUrl: url })]).toEqual([url, 'sent']);
  }
  for (const url of [
    'https://evil.com',
    'https://good.example.com.evil.com',
    'https://good.example.com.',
    'https://evilgood.example.com',
    'https://example.com',
    'https://a.good.example.com',
    'https://good.example.com:8443/',
    'https://good.example.com:443/',
    'https://good.example.com@evil.com/',
    'https://me@good.example.com/',
    'https://:@good.example.com/',
    'https://good.example.com\\@evil.com/',
    'https://evil.com\\@good.example.com/',
    'https:/good.example.com/',
    'https:good.example.com/',
    'https:\\\\good.example.com/',
    'https:///good.example.com/',
    'https://good%2eexample.com/',
    'https://good.exam\tple.com/',
    'https://good.example.com/a\nb',
    ' https://good.example.com/',
    'https://good。example.com/',
    'https://ɡood.example.com/',
    'https://good.example.com/ü',
    'https://evil.com/?https://good.example.com',
    'https://evil.com#https://good.example.com',
    'http://localhost:3001/',
    'http://localhost/',
    'https://localhost:3000/',
    'myapps://connected',
    'other:connected',
    'https://',
  ]) {
    const outcome = await send(gateway, name, { clientRedirectUrl: url });
    expect([url, outcome]).toEqual([
      url,
      expect.stringMatching(/^(?:input\.clientRedirectUrl|BAD_USER_INPUT)$/),
    ]);
  }
});

test.for(names)('%s redirects only to https pages by default', async (name) => {
  await using gateway = await startTestGateway();
  for (const url of ['https://app.example.com', 'https://app.example.com:8443/a?b#c']) {
    expect([url, await send(gateway, name, { clientRedirectUrl: url })]).toEqual([url, 'sent']);
  }
  for (const url of ['http://localhost:3000', 'http://127.0.0.1/x', 'myapp://x']) {
    const outcome = await send(gateway, name, { clientRedirectUrl: url });
    expect([url, outcome]).toEqual([url, 'input.clientRedirectUrl']);
  }
  for (const url of [
    'http://a.example.com',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///x',
  ]) {
    const outcome = await send(gateway, name, { clientRedirectUrl: url });
    expect([url, outcome]).toEqual([url, 'BAD_USER_INPUT']);
  }
});

test.for(names)('%s opens only the operator’s own apps', async (name) => {
  await using bound = await startTestGateway({ config: { redirectUrls: REDIRECT_URLS } });
  await using free = await startTestGateway();
  const schemes: readonly (readonly [string, string, string])[] = [
    ['myapp', 'sent', 'sent'],
    ['other', 'input.uiMessageWebviewUrlScheme', 'sent'],
    ...['javascript', 'https', 'data', 'file', 'MYAPP', 'myapp:', 'my app', '', 'myapp://x'].map(
      (scheme) =>
        [scheme, 'input.uiMessageWebviewUrlScheme', 'input.uiMessageWebviewUrlScheme'] as const,
    ),
  ];
  for (const [scheme, ...outcomes] of schemes) {
    const given = { uiMessageWebviewUrlScheme: scheme };
    const seen = [await send(bound, name, given), await send(free, name, given)];
    expect([scheme, ...seen]).toEqual([scheme, ...outcomes]);
  }
});

test('an address that is refused is not repeated', async () => {
  await using gateway = await startTestGateway();
  const input = { ...inputs.requestConnectWidget, clientRedirectUrl: 'http://localhost/canary' };
  const answer = await gateway.query(
    documents.requestConnectWidget.replace('code', 'code message'),
    { input },
  );
  expect(JSON.stringify(answer) + gateway.logs.join('')).not.toContain('canary');
  expect(answer.data?.['outcome']).toMatchObject({ code: 'INVALID_INPUT' });
});
