import { compilePath, type PathTemplate } from './path.ts';

/** A version of the MX Platform API, as `Accept-Version` names it. */
export type ApiVersion = 'v20111101' | 'v20250224';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

const V1 = 'application/vnd.mx.api.v1+json';
// With any other Accept header MX responds with 200 and silently omits the rewards fields.
const BETA = 'application/vnd.mx.api.v1beta+json';
const JSON_TYPE = 'application/json';

const USER = '/users/{user_guid}';
const MEMBER = `${USER}/members/{member_guid}` as const;
const ACCOUNT = `${USER}/accounts/{account_guid}` as const;
const INSTITUTION = '/institutions/{institution_code}';

/**
 * Every endpoint that the client calls: method, route, and the Accept header under v20111101 and
 * under v20250224, null if the version has no such endpoint. Route parameters have the names of
 * v20111101 under both versions, so that logs are comparable.
 */
export const ENDPOINTS = {
  listUsers: ['GET', '/users', V1, JSON_TYPE],
  createUser: ['POST', '/users', V1, JSON_TYPE],
  readUser: ['GET', USER, V1, JSON_TYPE],
  updateUser: ['PUT', USER, V1, JSON_TYPE],
  deleteUser: ['DELETE', USER, V1, JSON_TYPE],
  listInstitutions: ['GET', '/institutions', V1, JSON_TYPE],
  listFavoriteInstitutions: ['GET', '/institutions/favorites', V1, JSON_TYPE],
  readInstitution: ['GET', INSTITUTION, V1, JSON_TYPE],
  listInstitutionCredentials: ['GET', `${INSTITUTION}/credentials`, V1, JSON_TYPE],
  listMembers: ['GET', `${USER}/members`, V1, JSON_TYPE],
  createMember: ['POST', `${USER}/members`, V1, JSON_TYPE],
  readMember: ['GET', MEMBER, V1, JSON_TYPE],
  updateMember: ['PUT', MEMBER, V1, JSON_TYPE],
  deleteMember: ['DELETE', MEMBER, V1, JSON_TYPE],
  listMemberCredentials: ['GET', `${MEMBER}/credentials`, V1, JSON_TYPE],
  requestOAuthWindowURI: ['GET', `${MEMBER}/oauth_window_uri`, V1, JSON_TYPE],
  readMemberStatus: ['GET', `${MEMBER}/status`, BETA, JSON_TYPE],
  listMemberChallenges: ['GET', `${MEMBER}/challenges`, V1, JSON_TYPE],
  aggregateMember: ['POST', `${MEMBER}/aggregate`, V1, JSON_TYPE],
  resumeAggregation: ['PUT', `${MEMBER}/resume`, V1, JSON_TYPE],
  fetchRewards: ['POST', `${MEMBER}/fetch_rewards`, BETA, JSON_TYPE],
  listRewards: ['GET', `${MEMBER}/rewards`, BETA, JSON_TYPE],
  readRewards: ['GET', `${MEMBER}/rewards/{reward_guid}`, BETA, JSON_TYPE],
  listUserAccounts: ['GET', `${USER}/accounts`, BETA, JSON_TYPE],
  listMemberAccounts: ['GET', `${MEMBER}/accounts`, BETA, JSON_TYPE],
  readAccount: ['GET', ACCOUNT, BETA, JSON_TYPE],
  listTransactions: ['GET', `${USER}/transactions`, V1, JSON_TYPE],
  listTransactionsByMember: ['GET', `${MEMBER}/transactions`, V1, JSON_TYPE],
  listTransactionsByAccount: ['GET', `${ACCOUNT}/transactions`, V1, JSON_TYPE],
  readTransaction: ['GET', `${USER}/transactions/{transaction_guid}`, V1, JSON_TYPE],
  requestConnectWidgetURL: ['POST', `${USER}/connect_widget_url`, V1, null],
  requestWidgetURL: ['POST', `${USER}/widget_urls`, V1, JSON_TYPE],
  creditCard: ['GET', '/credit_card_products/{credit_card_product_guid}', BETA, JSON_TYPE],
} as const satisfies Record<string, readonly [Method, string, string, string | null]>;

/** POSTs that change nothing: each response is a new URL for one use. */
const HARMLESS: ReadonlySet<string> = new Set(['requestConnectWidgetURL', 'requestWidgetURL']);

/**
 * Endpoints whose rows have so many fields (128 in MX's file) that parsing them whole takes three
 * times as long as parsing the fields that are read.
 */
const WIDE: ReadonlySet<string> = new Set([
  'listUserAccounts',
  'listMemberAccounts',
  'readAccount',
]);

/** The names are the operation names of MX's OpenAPI files. */
export type EndpointName = keyof typeof ENDPOINTS;

/** An endpoint, ready to be called: everything that does not change from call to call. */
export interface Endpoint {
  readonly method: Method;
  /** True for a call that changes data at MX, so that a repeat may change it twice. */
  readonly isWrite: boolean;
  /** True if the fields that nobody reads are dropped before a response is parsed. */
  readonly isWide: boolean;
  readonly route: string;
  readonly path: PathTemplate;
  /** Headers as name, value, name, value …: undici reads this form without copying. */
  readonly headers: string[];
}

export interface Credentials {
  readonly clientId: string;
  readonly apiKey: string;
}

/**
 * Builds the endpoints of one API version, including their headers, once per client. `prefix`
 * precedes every path but is not part of the route.
 */
export function createEndpoints(
  apiVersion: ApiVersion,
  { clientId, apiKey }: Credentials,
  prefix = '',
): Readonly<Record<EndpointName, Endpoint>> {
  const authorization = `Basic ${Buffer.from(`${clientId}:${apiKey}`).toString('base64')}`;
  const entries = Object.entries(ENDPOINTS).map(([name, [method, route, v20111101, v20250224]]) => {
    const accept = apiVersion === 'v20111101' ? v20111101 : v20250224;
    const headers = ['accept-version', apiVersion, 'authorization', authorization];
    headers.push('user-agent', 'mx-graphql-gateway');
    if (accept !== null) headers.push('accept', accept);
    // MX requires a content type on every POST and PUT, even without a body.
    if (method === 'POST' || method === 'PUT') headers.push('content-type', JSON_TYPE);
    const isWrite = method !== 'GET' && !HARMLESS.has(name);
    const path = compilePath(prefix + route);
    const isWide = WIDE.has(name);
    return [name, { method, isWrite, isWide, route, path, headers } satisfies Endpoint];
  });
  return Object.fromEntries(entries);
}
