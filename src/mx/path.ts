import { limits } from '../limits.ts';
import { MxError } from './errors.ts';

const GUID = /^[A-Z]{2,4}-[A-Za-z0-9-]+$/;
const PARTNER_ID = /^[A-Za-z0-9_-]{1,64}$/;
const EXTERNAL_ID = /^[\w.@|+:~=!$*'(),-]+$/;

/** True for an id in MX's own form: two to four capitals, a hyphen, letters, digits, hyphens; 64 at most. */
export function isGuid(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 64 && GUID.test(value);
}

/** True for an id in the form of institution codes: 1 to 64 letters, digits, `-`, `_`. */
export function isPartnerId(value: unknown): value is string {
  return typeof value === 'string' && PARTNER_ID.test(value);
}

/**
 * True for the partner's own id of a user or a member: 1 to 1024 characters, as issuers of tokens
 * write theirs (`auth0|5f7c`, an e-mail address, a UUID), without characters that have a meaning in
 * a path. It is only sent in query strings and bodies.
 */
export function isExternalId(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > limits.externalIdCharacters) return false;
  return EXTERNAL_ID.test(value) && /[A-Za-z0-9]/.test(value);
}

/** The rule of `isExternalId` as the end of a sentence. */
export const EXTERNAL_ID_RULE =
  "up to 1024 letters, digits and characters of -_.@|+:~=!$*'(), with a letter or digit among them";

export type PathParams = Readonly<Record<string, string>>;

/**
 * A route that is split at its parameters: literals at even positions, parameter names at odd
 * positions.
 */
export type PathTemplate = readonly string[];

/** Compiles a route such as `/users/{user_guid}` for `toPath`. */
export function compilePath(route: string): PathTemplate {
  return route.split(/\{(\w+)\}/);
}

/**
 * Fills the parameters into a route. A parameter must have MX's form and is inserted unchanged:
 * `encodeURIComponent('..')` is `..`, which would mean another path, and the key can read every
 * user.
 *
 * @throws {MxError} MALFORMED_ID, whose message never contains the value.
 */
export function toPath(template: PathTemplate, params: PathParams): string {
  let path = template[0] ?? '';
  for (let index = 1; index < template.length; index += 2) {
    const name = template[index] ?? '';
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    const accepts = name === 'institution_code' ? isPartnerId : isGuid;
    if (!accepts(value)) throw new MxError('MALFORMED_ID', `${name} is not an id that MX gives`);
    path += value + template[index + 1];
  }
  return path;
}

/** The values of a query string: undefined is omitted, and a list repeats its name. */
export type Query = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

/** `?name=…` or nothing. */
export function toQueryString(query: Query): string {
  const pairs: string[] = [];
  const add = (name: string, text: string) =>
    pairs.push(String(new URLSearchParams([[name, text]])));
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    if (typeof value === 'object') value.forEach((each) => add(name, each));
    else if (typeof value === 'string') add(name, value);
    // The names of parameters, numbers and booleans need no escape.
    else pairs.push(`${name}=${value}`);
  }
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
