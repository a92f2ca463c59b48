// Which user an MX of the bench plays is written in the guid of the user, so that it has no state:
// `USR-<accounts>-<lists>-4000-8000-<tag>`. The tag tells users of one shape apart.

export interface Shape {
  readonly accounts: number;
  /** True when the rewards fields are missing from lists of accounts, as MX's guide says they may. */
  readonly hasBareLists: boolean;
}

const PRODUCTS = 20;
/** A page of the wallet's query. */
const ACCOUNTS_PER_MEMBER = 20;

const hex = (value: number, length: number) => value.toString(16).padStart(length, '0');

export const USUAL: Shape = { accounts: 12, hasBareLists: false };

export function userGuid({ accounts, hasBareLists }: Shape, number: number): string {
  return `USR-${hex(accounts, 8)}-000${hasBareLists ? 1 : 0}-4000-8000-${hex(number, 12)}`;
}

export function readShape(guid: string): Shape {
  return { accounts: Number.parseInt(guid.slice(4, 12), 16), hasBareLists: guid[16] === '1' };
}

export function tagOf(guid: string): string {
  return guid.slice(-12);
}

/** The guid of the nth member, account, reward or transaction of the user with the tag. */
export function guidOf(kind: 'MBR' | 'ACT' | 'RWD' | 'TRN', index: number, tag: string): string {
  return `${kind}-${hex(index, 8)}-0000-4000-8000-${tag}`;
}

export function indexOf(guid: string): number {
  return Number.parseInt(guid.slice(4, 12), 16);
}

/** Three for the usual user; more when a member's accounts would exceed a page. */
export function memberCount({ accounts }: Shape): number {
  return Math.max(Math.min(3, accounts), Math.ceil(accounts / ACCOUNTS_PER_MEMBER));
}

/** Four for the usual user. */
export function productGuid(accountIndex: number, { accounts }: Shape): string {
  const products = Math.min(Math.ceil(accounts / 3), PRODUCTS);
  return `CCA-${hex(accountIndex % products, 8)}-0000-4000-8000-000000000000`;
}
