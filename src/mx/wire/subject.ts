import type { PathParams } from '../path.ts';

/** The user or object of a call, as far as its path and query show it. */
export interface Subject {
  /** The user; if there is none, the institution, the product or the query. */
  readonly owner: string | undefined;
  /** The owner, or one member of that user. */
  readonly name: string | undefined;
}

/** `query` is the query string, empty when there is none. Both parts are undefined for a new user. */
export function toSubject(params: PathParams, query: string): Subject {
  const { user_guid: user, member_guid: member } = params;
  const named = user ?? params['institution_code'] ?? params['credit_card_product_guid'];
  const owner = named ?? (query === '' ? undefined : query);
  return { owner, name: member === undefined ? owner : `${owner}/${member}` };
}
