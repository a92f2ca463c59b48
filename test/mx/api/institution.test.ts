import { expect, test } from 'vitest';
import type { ApiVersion } from '../../../src/mx/endpoints.ts';
import { json, startTestClient } from '../../support/fake-mx.ts';

const PAGE = { page: 2, perPage: 50 };
const wire = {
  code: 'mxbank',
  guid: 'INS-1',
  name: 'MX Bank',
  url: 'www.mxbank.com',
  iso_country_code: 'US',
  small_logo_url: 'https://content.moneydesktop.com/small.png',
  medium_logo_url: '',
  supports_oauth: false,
  forgot_password_url: 'https://mxbank.com/forgot-password',
  forgot_username_url: null,
  trouble_signing_in_url: 'javascript:alert(1)',
  instructional_text: 'Use the login of <a href="https://mxbank.com">MX Bank</a>.',
  instructional_text_steps: ['Step 1: <b>Do</b> this.', 7],
  is_disabled_by_client: true,
  supported_products: ['rewards', 'something_new'],
};
const model = {
  code: 'mxbank',
  guid: 'INS-1',
  name: 'MX Bank',
  url: null,
  countryCode: 'US',
  smallLogoUrl: 'https://content.moneydesktop.com/small.png',
  mediumLogoUrl: null,
  supportsOAuth: false,
  forgotPasswordUrl: 'https://mxbank.com/forgot-password',
  forgotUsernameUrl: null,
  troubleSigningInUrl: null,
  instructionalText: 'Use the login of MX Bank.',
  instructionalSteps: ['Step 1: Do this.'],
  isDisabled: true,
};

test.for<[ApiVersion, readonly string[] | null]>([
  ['v20111101', null],
  ['v20250224', ['rewards', 'something_new']],
])('under %s an institution supports %j', async ([apiVersion, supportedProducts]) => {
  await using t = await startTestClient([json({ institution: wire })], { apiVersion });
  expect(await t.client.institutions.read('mxbank')).toEqual({ ...model, supportedProducts });
  expect(t.mx.seen[0]?.url).toBe('/institutions/mxbank');
});

test.for<[ApiVersion, string]>([
  ['v20111101', '&supports_transaction_history=true'],
  ['v20250224', '&supported_products=rewards&supported_products=history'],
])('under %s a filter by products asks for %j', async ([apiVersion, filter]) => {
  const pagination = { current_page: 2, per_page: 50, total_entries: 51, total_pages: 2 };
  await using t = await startTestClient([json({ institutions: [wire], pagination })], {
    apiVersion,
  });
  const products = ['rewards', 'transaction_history'];
  const page = await t.client.institutions.list({ name: 'mx bank', products }, PAGE);
  expect(page).toMatchObject({
    page: 2,
    perPage: 50,
    totalEntries: 51,
    items: [{ code: 'mxbank' }],
  });
  expect(t.mx.seen[0]?.url).toBe(`/institutions?page=2&records_per_page=50&name=mx+bank${filter}`);
});

test('an institution without a code is refused', async () => {
  await using t = await startTestClient([json({ institution: { guid: 'INS-1' } })]);
  await expect(t.client.institutions.read('mxbank')).rejects.toMatchObject({
    code: 'BAD_RESPONSE',
  });
});

test('an institution lists the credentials that it asks for', async () => {
  const credentials = [
    { guid: 'CRD-1', field_name: 'LOGIN', label: 'Username', type: 'LOGIN', display_order: 1 },
    { guid: 'CRD-2', field_name: null, label: null, field_type: 'PASSWORD', display_order: 'x' },
  ];
  await using t = await startTestClient([json({ credentials })]);
  expect(await t.client.institutions.credentials('mxbank')).toEqual([
    { guid: 'CRD-1', fieldName: 'LOGIN', label: 'Username', type: 'LOGIN', displayOrder: 1 },
    { guid: 'CRD-2', fieldName: null, label: null, type: 'PASSWORD', displayOrder: null },
  ]);
  expect(t.mx.seen[0]?.url).toBe('/institutions/mxbank/credentials?page=1&records_per_page=1000');
});

test('favourite institutions have an endpoint of their own, and hidden ones are left out', async () => {
  const pagination = { current_page: 2, per_page: 50, total_entries: 52, total_pages: 2 };
  const rows = [
    { ...wire, is_hidden: true },
    { ...wire, code: 'shown', is_hidden: false },
  ];
  await using t = await startTestClient([json({ institutions: rows, pagination })]);
  const page = await t.client.institutions.list({ isFavorite: true, country: 'CA' }, PAGE);
  expect(t.mx.seen[0]?.url).toBe(
    '/institutions/favorites?page=2&records_per_page=50&iso_country_code=CA',
  );
  expect(page.items.map((item) => item?.code)).toEqual([undefined, 'shown']);
});
