import { creditCardProducts } from './credit-card-products.ts';
import { institutions } from './institutions.ts';
import type { Institution } from './institutions.ts';
import type { MemberRecord, UserRecord } from './records.ts';
import type { WireFields } from './wire-fields.ts';

/** All data of the sandbox. */
export interface State {
  readonly users: Map<string, UserRecord>;
  readonly institutions: Map<string, Institution>;
  readonly creditCardProducts: Map<string, WireFields>;
  readonly oauthWindows: Map<string, OauthWindow>;
  /**
   * Fields that replace the fields of the object with this guid (or institution code) in every
   * response.
   */
  readonly overrides: Map<string, WireFields>;
  /** MX's error type for every job and every new member, by institution code. */
  readonly troubles: Map<string, string>;
}

export interface OauthWindow {
  readonly userGuid: string;
  readonly memberGuid: string;
  readonly redirectUrl: string | undefined;
  readonly skipsAggregation: boolean;
}

export function createState(): State {
  return {
    users: new Map(),
    institutions: new Map(institutions.map((institution) => [institution.code, institution])),
    creditCardProducts: new Map(
      creditCardProducts.map((product) => [String(product['guid']), product]),
    ),
    oauthWindows: new Map(),
    overrides: new Map(),
    troubles: new Map(),
  };
}

/** Puts the state of the start in the place of everything. */
export function resetState(state: State): void {
  for (const [name, fresh] of Object.entries(createState())) {
    const map: Map<string, unknown> = state[name as keyof State];
    map.clear();
    for (const [key, value] of fresh as Map<string, unknown>) map.set(key, value);
  }
}

export function findMember(state: State, memberGuid: string): MemberRecord | undefined {
  for (const user of state.users.values()) {
    const member = user.members.get(memberGuid);
    if (member !== undefined) return member;
  }
  return undefined;
}

/** The body with the fields that a test has replaced. */
export function overridden(state: State, key: string, body: WireFields): WireFields {
  const override = state.overrides.get(key);
  return override === undefined ? body : { ...body, ...override };
}
