import type { ApiCall } from './api-call.ts';
import type { SandboxResponse } from './options.ts';
import {
  listMemberAccounts,
  listUserAccounts,
  readAccount,
  readAccountByMember,
  updateAccountByMember,
} from './routes/accounts.ts';
import {
  listFavorites,
  listInstitutionCredentials,
  listInstitutions,
  readInstitution,
} from './routes/institutions.ts';
import {
  aggregate,
  checkBalance,
  extendHistory,
  fetchRewards,
  listChallenges,
  resumeAggregation,
} from './routes/member-jobs.ts';
import {
  createMember,
  deleteMember,
  listMemberCredentials,
  listMembers,
  readMember,
  readMemberStatus,
  updateMember,
} from './routes/members.ts';
import { oauthPage, requestOauthWindowUri } from './routes/oauth.ts';
import { listRewards, readCreditCardProduct, readReward } from './routes/rewards.ts';
import {
  listAccountTransactions,
  listMemberTransactions,
  listUserTransactions,
  readAccountTransaction,
  readTransaction,
} from './routes/transactions.ts';
import { createUser, deleteUser, listUsers, readUser, updateUser } from './routes/users.ts';
import { requestConnectWidgetUrl, requestWidgetUrl, widgetPage } from './routes/widgets.ts';
import type { ApiVersion } from './versions.ts';

export interface Route {
  readonly method: string;
  /** Parts that begin with a colon are parameters. */
  readonly parts: readonly string[];
  readonly handle: (call: ApiCall) => SandboxResponse;
  /** True if v20250224 only accepts guids: its path then contains `_guid`. */
  readonly takesGuidsOnly: boolean;
  /** The one version that has the route. */
  readonly only: ApiVersion | undefined;
}

const user = '/users/:user';
const member = '/users/:user/members/:member';
const account = '/users/:user/accounts/:account';

/** The Platform API. */
export const apiRoutes: readonly Route[] = [
  route('GET', '/users', listUsers),
  route('POST', '/users', createUser),
  route('GET', user, readUser),
  route('PUT', user, updateUser),
  route('DELETE', user, deleteUser),
  route('GET', '/institutions', listInstitutions),
  route('GET', '/institutions/favorites', listFavorites),
  route('GET', '/institutions/:institution', readInstitution),
  route('GET', '/institutions/:institution/credentials', listInstitutionCredentials),
  route('GET', `${user}/members`, listMembers),
  route('POST', `${user}/members`, createMember),
  route('GET', member, readMember),
  route('PUT', member, updateMember),
  route('DELETE', member, deleteMember),
  route('GET', `${member}/status`, readMemberStatus),
  route('GET', `${member}/credentials`, listMemberCredentials),
  route('GET', `${member}/challenges`, listChallenges),
  route('PUT', `${member}/resume`, resumeAggregation),
  route('POST', `${member}/aggregate`, aggregate),
  route('POST', `${member}/check_balance`, checkBalance),
  route('POST', `${member}/extend_history`, extendHistory),
  route('POST', `${member}/fetch_rewards`, fetchRewards),
  route('GET', `${member}/oauth_window_uri`, requestOauthWindowUri),
  route('GET', `${member}/rewards`, listRewards, { takesGuidsOnly: true }),
  route('GET', `${member}/rewards/:reward`, readReward, { takesGuidsOnly: true }),
  route('GET', '/credit_card_products/:product', readCreditCardProduct),
  route('GET', `${user}/accounts`, listUserAccounts),
  route('GET', account, readAccount, { takesGuidsOnly: true }),
  route('GET', `${member}/accounts`, listMemberAccounts),
  route('GET', `${member}/accounts/:account`, readAccountByMember),
  route('PUT', `${member}/accounts/:account`, updateAccountByMember),
  route('GET', `${user}/transactions`, listUserTransactions),
  route('GET', `${user}/transactions/:transaction`, readTransaction, { takesGuidsOnly: true }),
  route('GET', `${member}/transactions`, listMemberTransactions),
  route('GET', `${account}/transactions`, listAccountTransactions, { takesGuidsOnly: true }),
  route('GET', `${member}/accounts/:account/transactions/:transaction`, readAccountTransaction, {
    only: 'v20250224',
  }),
  route('POST', `${user}/widget_urls`, requestWidgetUrl),
  route('POST', `${user}/connect_widget_url`, requestConnectWidgetUrl, { only: 'v20111101' }),
];

/** HTML pages, which need neither keys nor a version. */
export const pageRoutes: readonly Route[] = [
  route('GET', '/oauth/authorize', oauthPage),
  route('GET', '/md/connect/:token', widgetPage),
];

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** The first route for a method and path. A part that is not valid percent-encoding matches nothing. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): Match | undefined {
  const parts = path.split('/').slice(1);
  for (const candidate of routes) {
    const params = candidate.method === method ? match(candidate.parts, parts) : undefined;
    if (params !== undefined) return { route: candidate, params };
  }
  return undefined;
}

/** True for a path that a pattern such as `/users/:user` matches. */
export function matchesPath(pattern: string, path: string): boolean {
  return match(pattern.split('/').slice(1), path.split('/').slice(1)) !== undefined;
}

function match(
  pattern: readonly string[],
  parts: readonly string[],
): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const part = parts[index] ?? '';
    if (!expected.startsWith(':')) {
      if (part !== expected) return undefined;
      continue;
    }
    const value = decode(part);
    if (value === undefined || value === '') return undefined;
    params[expected.slice(1)] = value;
  }
  return params;
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

function route(
  method: string,
  path: string,
  handle: Route['handle'],
  { takesGuidsOnly = false, only }: Partial<Pick<Route, 'takesGuidsOnly' | 'only'>> = {},
): Route {
  return { method, parts: path.split('/').slice(1), handle, takesGuidsOnly, only };
}
