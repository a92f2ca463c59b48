import type { MatchedOperation } from './mx-spec.ts';

type Row = Record<string, unknown>;

/** What an answer says of the user that it was asked for: schemas allow to leave that out. */
export type Ownership = 'as asked' | 'absent';

export interface SettleOptions {
  readonly owner: Ownership;
  /** True: keys are whatever the schema allows. False: guids and codes in MX's own form. */
  readonly anyKeys?: boolean;
  /** Values that a test needs in each object that has the field, such as a connection status. */
  readonly fields?: Readonly<Row>;
}

/** How the guids of MX begin, by the root of an answer; institutions have a code instead. */
const PREFIXES: Readonly<Record<string, string>> = {
  user: 'USR',
  member: 'MBR',
  account: 'ACT',
  reward: 'RWD',
  credit_card_product: 'CCA',
  credential: 'CRD',
  challenge: 'CRD',
  transaction: 'TRN',
};

/** The address that a call is made for: its answer is nothing without it. */
const ADDRESSES = {
  requestConnectWidgetURL: 'connect_widget_url',
  requestWidgetURL: 'url',
  requestOAuthWindowURI: 'oauth_window_uri',
} as const;

/** Accounts of a list belong to so many members, rewards to so many accounts. */
const FAMILY = 3;

/**
 * Makes the keys of a generated body those of an answer to this request: guids in MX's form, the
 * object that was asked for, its user and member, the id that was sent. All else stays as it is.
 */
export function settleBody(
  body: unknown,
  { params, operation }: MatchedOperation,
  { owner, anyKeys = false, fields = {} }: SettleOptions,
  sent?: unknown,
): unknown {
  if (!isRow(body)) return body;
  for (const [root, value] of Object.entries(body)) {
    if (root === 'pagination') continue;
    const isList = Array.isArray(value);
    const noun = isList ? root.slice(0, -1) : root;
    if (operation.id === 'readTransaction' && isList && value.length === 0) value.push({});
    const rows = (isList ? value : [value]).filter(isRow);
    for (const [index, row] of rows.entries()) settleRow(row, noun, isList, index);
  }
  return body;

  function settleRow(row: Row, noun: string, isList: boolean, index: number): void {
    // MX's files declare the body of the list for one transaction.
    const isAsked = !isList || (operation.id === 'readTransaction' && index === 0);
    const named = isAsked ? lastParam() : undefined;
    const address = ADDRESSES[operation.id as keyof typeof ADDRESSES];
    if (address !== undefined) row[address] = 'https://example.com/once?a=b';
    if (anyKeys && index > 0) return;
    if (noun === 'institution') row['code'] = named ?? `bank-${index + 1}`;
    else row['guid'] = named ?? `${PREFIXES[noun] ?? 'XXX'}-${index + 1}`;
    if ('user_guid' in row) {
      if (owner === 'absent') delete row['user_guid'];
      else row['user_guid'] = userParam();
    }
    if (noun === 'account' && row['member_guid'] !== null)
      row['member_guid'] = memberParam() ?? family('MBR', index);
    if ((noun === 'reward' || noun === 'transaction') && typeof row['member_guid'] === 'string')
      row['member_guid'] = memberParam() ?? row['member_guid'];
    if (noun === 'transaction' && typeof row['account_guid'] === 'string')
      row['account_guid'] = params['account_guid'] ?? row['account_guid'];
    if (noun === 'reward' && row['account_guid'] !== null)
      row['account_guid'] = family('ACT', index);
    if (typeof row['institution_code'] === 'string') row['institution_code'] = `bank-${index + 1}`;
    if (Array.isArray(row['challenges'])) {
      for (const [at, each] of row['challenges'].filter(isRow).entries())
        each['guid'] = `CRD-${at + 1}`;
    }
    for (const [name, value] of Object.entries(fields)) if (name in row) row[name] = value;
    // MX refuses a second user with an id.
    if (noun === 'user' && index > 0 && 'id' in row) row['id'] = `external-${index + 1}`;
    const own = isRow(sent) ? sent[noun] : undefined;
    if ('id' in row && isRow(own) && 'id' in own) row['id'] = own['id'];
  }

  /** The object that the path ends with, if it names one rather than a list to add to. */
  function lastParam(): string | undefined {
    const isCreation = operation.id.startsWith('create');
    return isCreation ? undefined : Object.values(params).at(-1);
  }

  function memberParam(): string | undefined {
    return params['member_guid'] ?? params['member_identifier'];
  }

  function userParam(): string | undefined {
    return params['user_guid'] ?? params['user_identifier'];
  }
}

function family(prefix: string, index: number): string {
  return `${prefix}-${(index % FAMILY) + 1}`;
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
