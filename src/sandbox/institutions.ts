import { guidFrom } from './guid.ts';
import { institutionNames } from './institution-names.ts';

/** `supported_products` of MX's `InstitutionResponse`. */
export type Product =
  | 'account_verification'
  | 'identity_verification'
  | 'transactions'
  | 'transaction_history'
  | 'statements'
  | 'investments'
  | 'rewards';

export interface Credential {
  readonly guid: string;
  readonly fieldName: string;
  readonly type: 'LOGIN' | 'PASSWORD' | 'TEXT';
  readonly label: string;
}

export interface Institution {
  readonly guid: string;
  readonly code: string;
  readonly name: string;
  readonly url: string;
  readonly country: 'US' | 'CA';
  readonly products: readonly Product[];
  readonly supportsOauth: boolean;
  readonly isFavorite: boolean;
  readonly isThrottled: boolean;
  /** Empty if the user signs in by OAuth. */
  readonly credentials: readonly Credential[];
  /** Decides which accounts a member has at the institution. */
  readonly kind: 'mxbank' | 'bank' | 'card-issuer';
}

const allProducts: readonly Product[] = [
  'account_verification',
  'identity_verification',
  'transactions',
  'transaction_history',
  'statements',
  'rewards',
];

/** The credential guids of MX Bank, as documented. */
export const mxbankLogin = 'CRD-9f61fb4c-912c-bd1e-b175-ccc7f0275cc1';
export const mxbankPassword = 'CRD-e3d7ea81-aac7-05e9-fbdd-4b493c6e474d';

/** MX's test institutions first, then invented ones. About a third of these support rewards. */
export const institutions: readonly Institution[] = [
  {
    ...institutionNamed('MX Bank', 'mxbank', 'bank'),
    guid: 'INS-1572a04c-912b-59bf-5841-332c7dfafaef',
    url: 'https://www.mx.com',
    kind: 'mxbank',
    isThrottled: false,
    isFavorite: true,
    products: allProducts,
    credentials: [
      { guid: mxbankLogin, fieldName: 'LOGIN', type: 'LOGIN', label: 'Username' },
      { guid: mxbankPassword, fieldName: 'PASSWORD', type: 'PASSWORD', label: 'Password' },
    ],
  },
  oauthInstitution('MX Bank (Oauth)', 'mx_bank_oauth'),
  oauthInstitution('MXCU (OAuth)', 'mxcu_oauth'),
  institutionNamed('MXCU (Credential)', 'mxcu_credential', 'bank'),
  {
    ...institutionNamed('Summit Card Services', 'summit_card_services', 'card-issuer'),
    isFavorite: true,
    products: ['transactions', 'statements', 'rewards'],
  },
  {
    ...institutionNamed('Meridian Card Company', 'meridian_card_company', 'card-issuer'),
    products: ['transactions', 'rewards'],
    credentials: [
      ...defaultCredentials('meridian_card_company'),
      {
        guid: guidFrom('CRD', 'meridian_card_company', 'digits'),
        fieldName: 'CARD_DIGITS',
        type: 'TEXT',
        label: 'Last four digits of your card',
      },
    ],
  },
  ...institutionNames.map((name, index) => ({
    ...institutionNamed(name, toCode(name), 'bank'),
    country: index % 9 === 8 ? ('CA' as const) : ('US' as const),
    isFavorite: index % 16 === 0,
    products: productsAt(index),
  })),
];

function institutionNamed(name: string, code: string, kind: Institution['kind']): Institution {
  return {
    guid: guidFrom('INS', code),
    code,
    name,
    url: `https://www.${code.replaceAll('_', '-')}.example`,
    country: 'US',
    products: allProducts.filter((product) => product !== 'rewards'),
    supportsOauth: false,
    isFavorite: false,
    isThrottled: true,
    credentials: defaultCredentials(code),
    kind,
  };
}

function oauthInstitution(name: string, code: string): Institution {
  return {
    ...institutionNamed(name, code, 'bank'),
    supportsOauth: true,
    credentials: [],
    products: allProducts,
  };
}

function defaultCredentials(code: string): readonly Credential[] {
  return [
    { guid: guidFrom('CRD', code, 'login'), fieldName: 'LOGIN', type: 'LOGIN', label: 'User ID' },
    {
      guid: guidFrom('CRD', code, 'password'),
      fieldName: 'PASSWORD',
      type: 'PASSWORD',
      label: 'Password',
    },
  ];
}

function productsAt(index: number): readonly Product[] {
  if (index % 3 === 0) return allProducts;
  return index % 3 === 1
    ? ['account_verification', 'transactions', 'statements']
    : ['transactions', 'transaction_history', 'investments'];
}

function toCode(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
}
