import type { ApiVersion } from '../endpoints.ts';
import { type Drift } from '../errors.ts';
import type { Query } from '../path.ts';
import type { Send } from '../wire/call.ts';
import {
  checkNamed,
  flag,
  foreignKey,
  httpUrl,
  integer,
  record,
  required,
  text,
  texts,
  type Row,
} from './decode.ts';
import { decodePage, readAll, toPageQuery, type Page, type PageRequest } from './pages.ts';
import { toPlainText } from './plain-text.ts';

/** A bank or card issuer that MX connects to. `InstitutionResponse`, MX Platform API. */
export interface InstitutionModel {
  readonly code: string;
  readonly guid: string | null;
  readonly name: string | null;
  readonly url: string | null;
  readonly countryCode: string | null;
  readonly smallLogoUrl: string | null;
  readonly mediumLogoUrl: string | null;
  readonly supportsOAuth: boolean | null;
  readonly forgotPasswordUrl: string | null;
  readonly forgotUsernameUrl: string | null;
  readonly troubleSigningInUrl: string | null;
  /** Plain text, even if MX sends markup. */
  readonly instructionalText: string | null;
  /** Plain texts. */
  readonly instructionalSteps: readonly string[] | null;
  readonly isDisabled: boolean | null;
  /** MX's original strings; null under v20111101, which does not report them. */
  readonly supportedProducts: readonly string[] | null;
}

/** A field to ask the end user for. `CredentialResponse`, MX Platform API. */
export interface CredentialModel {
  readonly guid: string;
  readonly label: string | null;
  readonly fieldName: string | null;
  readonly type: string | null;
  readonly displayOrder: number | null;
}

export interface InstitutionFilter {
  /** A part of the name. */
  readonly name?: string | undefined;
  /** MX product names, lower case; only v20250224 can express them, and v20111101 omits them. */
  readonly products?: readonly string[] | undefined;
  /** ISO 3166; MX supports US, CA and MX. */
  readonly country?: string | undefined;
  /**
   * Only the partner's favourites, by popularity; MX accepts neither a name nor products with this
   * filter.
   */
  readonly isFavorite?: boolean | undefined;
}

export interface InstitutionCalls {
  /** The institutions that MX does not hide. At most 1000 per page. */
  readonly list: (filter: InstitutionFilter, page: PageRequest) => Promise<Page<InstitutionModel>>;
  readonly read: (code: string) => Promise<InstitutionModel>;
  /** The complete list, over all pages. */
  readonly credentials: (code: string) => Promise<readonly CredentialModel[]>;
}

export function createInstitutionCalls(send: Send, apiVersion: ApiVersion): InstitutionCalls {
  const decodeInstitution = (row: Row, drift: Drift): InstitutionModel => ({
    code: required(row, 'code'),
    guid: foreignKey(row, 'guid', drift),
    name: text(row, 'name', drift),
    url: httpUrl(row, 'url', drift),
    countryCode: text(row, 'iso_country_code', drift),
    smallLogoUrl: httpUrl(row, 'small_logo_url', drift),
    mediumLogoUrl: httpUrl(row, 'medium_logo_url', drift),
    supportsOAuth: flag(row, 'supports_oauth', drift),
    forgotPasswordUrl: httpUrl(row, 'forgot_password_url', drift),
    forgotUsernameUrl: httpUrl(row, 'forgot_username_url', drift),
    troubleSigningInUrl: httpUrl(row, 'trouble_signing_in_url', drift),
    instructionalText: plain(text(row, 'instructional_text', drift)),
    instructionalSteps: texts(row, 'instructional_text_steps', drift)?.map(toPlainText) ?? null,
    isDisabled: flag(row, 'is_disabled_by_client', drift),
    supportedProducts: apiVersion === 'v20111101' ? null : texts(row, 'supported_products', drift),
  });

  return {
    list: ({ name, products, country, isFavorite = false }, page) => {
      const decode = (row: Row, drift: Drift) =>
        row['is_hidden'] === true ? null : decodeInstitution(row, drift);
      const shared = { ...toPageQuery(page), iso_country_code: country };
      const query = isFavorite
        ? shared
        : { ...shared, name, ...toProductQuery(products, apiVersion) };
      return send(
        isFavorite ? 'listFavoriteInstitutions' : 'listInstitutions',
        { query },
        (body, drift) => decodePage(body, 'institutions', page, decode, drift, 'code'),
      );
    },
    read: (code) =>
      send('readInstitution', { params: { institution_code: code } }, (body, drift) => {
        const row = record(body, 'institution');
        // v20250224 accepts the guid of an institution in place of its code.
        if (row['guid'] !== code) checkNamed(row, 'code', code, 'institution');
        return decodeInstitution(row, drift);
      }),
    credentials: async (code) => {
      const { items } = await readAll((page) => {
        const request = { params: { institution_code: code }, query: toPageQuery(page) };
        return send('listInstitutionCredentials', request, (body, drift) =>
          decodePage(body, 'credentials', page, decodeCredential, drift),
        );
      });
      return items;
    },
  };
}

function plain(html: string | null): string | null {
  return html === null ? null : toPlainText(html);
}

/** v20111101 filters by a flag for each of four products, v20250224 by their names. */
function toProductQuery(products: readonly string[] = [], apiVersion: ApiVersion): Query {
  if (products.length === 0) return {};
  if (apiVersion === 'v20250224') return { supported_products: products.map(toFilterName) };
  return Object.fromEntries(
    products.flatMap((product) => {
      const parameter = LEGACY_FLAGS.get(product);
      return parameter === undefined ? [] : [[parameter, true]];
    }),
  );
}

/** The products that v20111101 can search for. */
const LEGACY_FLAGS: ReadonlyMap<string, string> = new Map([
  ['account_verification', 'supports_account_verification'],
  ['identity_verification', 'supports_account_identification'],
  ['statements', 'supports_account_statement'],
  ['transaction_history', 'supports_transaction_history'],
]);

/** For one product the filter uses another name than the responses. */
function toFilterName(product: string): string {
  return product === 'transaction_history' ? 'history' : product;
}

export function decodeCredential(row: Row, drift: Drift): CredentialModel {
  return {
    guid: required(row, 'guid'),
    label: text(row, 'label', drift),
    fieldName: text(row, 'field_name', drift),
    type: text(row, 'type', drift) ?? text(row, 'field_type', drift),
    displayOrder: integer(row, 'display_order', drift),
  };
}
