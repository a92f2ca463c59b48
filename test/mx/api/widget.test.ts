import { expect, test } from 'vitest';
import { json, startTestClient } from '../../support/fake-mx.ts';

const URL = 'https://int-widgets.moneydesktop.com/md/connect/jb1rA14m85tw2lyvpgfx4gc6d3Z8z8Ayb8';
const input = {
  memberGuid: 'MBR-1',
  institutionCode: 'mxbank',
  clientRedirectUrl: 'https://example.com',
  colorScheme: 'dark',
  isMobileWebview: true,
  uiMessageWebviewUrlScheme: 'app',
  oauthReferralSource: 'APP',
  enableApp2App: true,
  updateCredentials: true,
  disableInstitutionSearch: false,
  locale: 'fr-CA',
  country: 'CA',
  useCases: ['PFM'],
} as const;
const options = {
  client_redirect_url: 'https://example.com',
  color_scheme: 'dark',
  current_institution_code: 'mxbank',
  current_member_guid: 'MBR-1',
  disable_institution_search: false,
  enable_app2app: true,
  is_mobile_webview: true,
  oauth_referral_source: 'APP',
  ui_message_version: 4,
  ui_message_webview_url_scheme: 'app',
  update_credentials: true,
};

test('a widget is requested in its rewards mode under v20111101', async () => {
  await using t = await startTestClient([
    json({ user: { connect_widget_url: URL, guid: 'USR-1' } }),
  ]);
  expect(await t.client.widgets.connect('USR-1', input)).toBe(URL);
  expect(t.mx.seen[0]?.url).toBe('/users/USR-1/connect_widget_url');
  expect(JSON.parse(t.mx.seen[0]?.body ?? '')).toEqual({ config: { ...options, mode: 'reward' } });
});

test.for([undefined, ['transactions', 'rewards']])(
  'a widget that requests %j is opened under v20250224',
  async (products) => {
    await using t = await startTestClient(
      [json({ widget_url: { type: 'connect_widget', url: URL } })],
      {
        apiVersion: 'v20250224',
      },
    );
    expect(await t.client.widgets.connect('USR-1', { ...input, products })).toBe(URL);
    expect(t.mx.seen[0]?.url).toBe('/users/USR-1/widget_urls');
    expect(JSON.parse(t.mx.seen[0]?.body ?? '')).toEqual({
      widget_url: {
        widget_type: 'connect_widget',
        ...options,
        iso_country_code: ['CA'],
        locale: 'fr-CA',
        use_cases: ['PFM'],
        data_request: { products: products ?? ['rewards'] },
      },
    });
  },
);

test.for([
  { user: { connect_widget_url: 'javascript:alert(1)', guid: 'USR-1' } },
  { user: { connect_widget_url: null, guid: 'USR-1' } },
  { user: { connect_widget_url: URL, guid: 'USR-2' } },
])('a widget body of %j is refused', async (body) => {
  await using t = await startTestClient([json(body)]);
  await expect(t.client.widgets.connect('USR-1', {})).rejects.toMatchObject({
    code: 'BAD_RESPONSE',
  });
});
