import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Upstream } from '../../src/config.ts';
import { Secret } from '../../src/secret.ts';
import {
  accountBody,
  challengeBody,
  CODE,
  credentialBodies,
  institutionBody,
  memberBody,
  PRODUCT,
  productBody,
  rewardBody,
  statusBody,
  transactionBody,
  userBody,
} from './tagged-bodies.ts';
import type { Tenant } from './tenants.ts';

type Json = Readonly<Record<string, unknown>>;

export interface TaggedMx extends AsyncDisposable {
  readonly upstream: Extract<Upstream, { kind: 'mx' }>;
  /** Every call so far, as `GET /users/USR-…`, without its query. May be emptied. */
  readonly calls: string[];
  /** The bodies of these calls. */
  readonly bodies: string[];
  /**
   * From now on responses pass through `change`, which returns another body, or undefined to keep
   * the body.
   */
  readonly lie: (change: Lie) => void;
  /** From now on `handle` responds to the calls for which it returns true. */
  readonly take: (handle: Take) => void;
}

export type Lie = (call: string, body: Json) => Json | undefined;
export type Take = (call: string, response: ServerResponse) => boolean;

/** The key that the gateway sends to a tagged MX. */
export const PARTNER_KEY = 'partner-key-canary-4c1d';

/** An MX in which all data of a user contains the user's tag; all users have the same guids. */
export async function startTaggedMx(tenants: readonly Tenant[]): Promise<TaggedMx> {
  const byGuid = new Map(tenants.map((tenant) => [tenant.userGuid, tenant]));
  const calls: string[] = [];
  const bodies: string[] = [];
  let lie: Lie = () => undefined;
  let take: Take = () => false;
  let turn = 0;

  const server = createServer((request, response) => {
    const { method = '', url = '' } = request;
    const { pathname, searchParams } = new URL(url, 'http://mx');
    let sent = '';
    request.on('data', (chunk: Buffer) => {
      sent += String(chunk);
    });
    request.on('end', () => {
      const call = `${method} ${pathname}`;
      calls.push(call);
      bodies.push(sent);
      turn += 1;
      if (take(call, response)) return;
      const truth = answer(call, searchParams);
      const body = typeof truth === 'object' ? (lie(call, truth) ?? truth) : undefined;
      // Responses do not arrive in the order of their calls.
      const send = () => {
        const status = typeof truth === 'number' ? truth : 200;
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(status === 204 ? undefined : JSON.stringify(body ?? { error: {} }));
      };
      if (turn % 3 === 0) setImmediate(send);
      else send();
    });
  });

  function answer(call: string, query: URLSearchParams): Json | number {
    const [method = '', path = ''] = call.split(' ');
    const [, root, first = '', ...rest] = path.split('/');
    if (root === 'institutions') {
      if (first === '') return page('institutions', [institutionBody], query);
      if (first !== CODE) return 404;
      return rest[0] === 'credentials'
        ? page('credentials', credentialBodies('everybody'), query)
        : { institution: institutionBody };
    }
    if (root === 'credit_card_products') {
      return first === PRODUCT ? { credit_card_product: productBody } : 404;
    }
    if (first === '') {
      const id = query.get('id');
      const found = tenants.filter(({ externalId }) => id === null || externalId === id);
      return page('users', found.map(userBody), query);
    }
    const tenant = byGuid.get(first);
    return tenant === undefined ? 404 : answerUser(tenant, method, rest, query);
  }

  function answerUser(
    tenant: Tenant,
    method: string,
    [list, guid, ...rest]: readonly string[],
    query: URLSearchParams,
  ): Json | number {
    const { accountGuids, memberGuids, transactionGuids, userGuid } = tenant;
    const url = { connect_widget_url: `https://widget.example/${userGuid}` };
    switch (list) {
      case undefined:
        return { user: userBody(tenant) };
      case 'connect_widget_url':
        return { user: { guid: userGuid, ...url } };
      case 'members':
        if (guid === undefined) {
          if (method === 'POST') return { member: memberBody(tenant, memberGuids[0] ?? '') };
          return page(
            'members',
            memberGuids.map((each) => memberBody(tenant, each, turn)),
            query,
          );
        }
        return memberGuids.includes(guid)
          ? answerMember(tenant, method, [guid, ...rest], query)
          : 404;
      case 'accounts':
        if (guid === undefined) return accounts(tenant, query);
        if (!accountGuids.includes(guid)) return 404;
        return rest[0] === 'transactions'
          ? transactions(tenant, query)
          : { account: accountBody(tenant, guid, true) };
      case 'transactions':
        if (guid === undefined) return transactions(tenant, query);
        return transactionGuids.includes(guid)
          ? { transaction: transactionBody(tenant, guid) }
          : 404;
      default:
        return 404;
    }
  }

  function answerMember(
    tenant: Tenant,
    method: string,
    [guid = '', what, ...rest]: readonly string[],
    query: URLSearchParams,
  ): Json | number {
    const member = memberBody(tenant, guid, turn);
    const { rewardGuids, userGuid } = tenant;
    switch (what) {
      case undefined:
        return method === 'DELETE' ? 204 : { member };
      case 'status':
        return { member: statusBody(tenant, guid, turn) };
      case 'challenges':
        return page('challenges', [challengeBody(tenant)], query);
      case 'credentials':
        return page('credentials', credentialBodies(userGuid), query);
      case 'accounts':
        return accounts(tenant, query);
      case 'transactions':
        return transactions(tenant, query);
      case 'rewards': {
        const [rewardGuid] = rest;
        const rewards = rewardGuids.map((each) => rewardBody(tenant, guid, each));
        if (rewardGuid === undefined) return page('rewards', rewards, query);
        const reward = rewards.find((each) => each.guid === rewardGuid);
        return reward === undefined ? 404 : { reward };
      }
      case 'oauth_window_uri':
      case 'aggregate':
      case 'fetch_rewards':
      case 'resume':
        return { member };
      default:
        return 404;
    }
  }

  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    upstream: {
      kind: 'mx',
      baseUrl: `http://127.0.0.1:${port}`,
      clientId: 'partner',
      apiKey: new Secret(PARTNER_KEY),
    },
    calls,
    bodies,
    lie: (change) => {
      lie = change;
    },
    take: (handle) => {
      take = handle;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function accounts(tenant: Tenant, query: URLSearchParams) {
  const bodies = tenant.accountGuids.map((guid) => accountBody(tenant, guid, false));
  return page('accounts', bodies, query);
}

function transactions(tenant: Tenant, query: URLSearchParams) {
  const bodies = tenant.transactionGuids.map((guid) => transactionBody(tenant, guid));
  return page('transactions', bodies, query);
}

function page(root: string, rows: readonly unknown[], query: URLSearchParams): Json {
  const per_page = Number(query.get('records_per_page') ?? 25);
  const current_page = Number(query.get('page') ?? 1);
  const total_pages = Math.max(1, Math.ceil(rows.length / per_page));
  const start = (current_page - 1) * per_page;
  return {
    [root]: rows.slice(start, start + per_page),
    pagination: { current_page, per_page, total_entries: rows.length, total_pages },
  };
}
