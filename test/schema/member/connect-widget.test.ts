import { expect, test } from 'vitest';
import { type Data, startTestGateway } from '../../support/gateway.ts';
import { household } from '../../support/household.ts';

const document = `mutation ($input: RequestConnectWidgetInput!) {
  requestConnectWidget(input: $input) {
    __typename
    ... on InvalidInputError { message path }
  }
}`;

async function request(apiVersion: 'v20111101' | 'v20250224', input: Data): Promise<Data> {
  await using gateway = await startTestGateway({ config: { apiVersion } });
  gateway.sandbox.calls.length = 0;
  const { data } = await gateway.query(document, { input: { userId: household.userId, ...input } });
  return { ...data?.['requestConnectWidget'], calls: gateway.sandbox.calls.length };
}

test('the widget opens with every option that v20250224 can express', async () => {
  const answer = await request('v20250224', {
    memberId: household.cardsId,
    oauthReferralSource: 'APP',
    uiMessageWebviewUrlScheme: 'myapp',
    enableApp2App: true,
    updateCredentials: true,
    locale: 'fr-CA',
    country: 'CA',
    disableInstitutionSearch: true,
    useCases: ['PFM', 'MONEY_MOVEMENT'],
  });
  expect(answer).toEqual({ __typename: 'ConnectWidgetPayload', calls: 1 });
});

test.for([
  ['v20111101', { locale: 'en' }, 'locale'],
  ['v20111101', { country: 'US' }, 'country'],
  ['v20111101', { useCases: ['PFM'] }, 'useCases'],
  ['v20250224', { locale: 'english' }, 'locale'],
  ['v20250224', { country: 'usa' }, 'country'],
  ['v20250224', { updateCredentials: true }, 'updateCredentials'],
] as const)(
  'under %s %j is refused by name and without a call',
  async ([version, input, field]) => {
    expect(await request(version, input)).toMatchObject({
      __typename: 'InvalidInputError',
      path: ['input', field],
      calls: 0,
    });
  },
);
