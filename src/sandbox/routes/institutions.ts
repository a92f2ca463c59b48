import { param } from '../api-call.ts';
import type { ApiCall } from '../api-call.ts';
import { credentialBody, institutionBody } from '../bodies/institution.ts';
import { notFound } from '../errors.ts';
import type { Institution, Product } from '../institutions.ts';
import type { SandboxResponse } from '../options.ts';
import { toPage } from '../page.ts';

const MAX_INSTITUTIONS = 1000;

/** v20111101's filters and the products that they stand for. */
const flags: readonly (readonly [string, Product])[] = [
  ['supports_account_identification', 'identity_verification'],
  ['supports_account_statement', 'statements'],
  ['supports_account_verification', 'account_verification'],
  ['supports_transaction_history', 'transaction_history'],
];

export function listInstitutions(call: ApiCall): SandboxResponse {
  const { query } = call;
  const name = query.get('name')?.toLowerCase() ?? '';
  const countries = listParam(query, 'iso_country_code');
  const isSupported = call.version === 'v20250224' ? byProducts(query) : byFlags(query);
  return page(
    call,
    [...call.state.institutions.values()].filter(
      (institution) =>
        institution.name.toLowerCase().includes(name) &&
        (countries.length === 0 || countries.includes(institution.country)) &&
        isSupported(institution),
    ),
  );
}

export function listFavorites(call: ApiCall): SandboxResponse {
  const all = [...call.state.institutions.values()];
  const countries = listParam(call.query, 'iso_country_code');
  return page(
    call,
    all.filter(
      ({ isFavorite, country }) =>
        isFavorite && (countries.length === 0 || countries.includes(country)),
    ),
  );
}

export function readInstitution(call: ApiCall): SandboxResponse {
  const institution = call.state.institutions.get(param(call, 'institution'));
  if (institution === undefined) throw notFound('Institution');
  return { status: 200, body: { institution: institutionBody(call, institution) } };
}

export function listInstitutionCredentials(call: ApiCall): SandboxResponse {
  const key = param(call, 'institution');
  const all = [...call.state.institutions.values()];
  const institution = all.find(({ code, guid }) => code === key || guid === key);
  if (institution === undefined) throw notFound('Institution');
  const { items, pagination } = toPage(
    institution.credentials.map(credentialBody),
    call.query,
    1000,
  );
  return { status: 200, body: { credentials: items, pagination } };
}

function page(call: ApiCall, found: readonly Institution[]): SandboxResponse {
  const { items, pagination } = toPage(found, call.query, MAX_INSTITUTIONS);
  const institutions = items.map((institution) => institutionBody(call, institution));
  return { status: 200, body: { institutions, pagination } };
}

/** The filter uses `history` for the product that is `transaction_history` in the response. */
function byProducts(query: URLSearchParams): (institution: Institution) => boolean {
  const wanted = listParam(query, 'supported_products').map((product) =>
    product === 'history' ? 'transaction_history' : product,
  );
  return ({ products }) => wanted.every((product) => products.some((one) => one === product));
}

function byFlags(query: URLSearchParams): (institution: Institution) => boolean {
  const wanted = flags.filter(([name]) => query.has(name));
  return ({ products }) =>
    wanted.every(([name, product]) => String(products.includes(product)) === query.get(name));
}

/** The values of a list parameter: `key=a&key=b`, `key[]=a` and `key=a,b` are equivalent. */
function listParam(query: URLSearchParams, key: string): readonly string[] {
  return [...query.getAll(key), ...query.getAll(`${key}[]`)]
    .flatMap((value) => value.split(','))
    .filter((value) => value !== '');
}
