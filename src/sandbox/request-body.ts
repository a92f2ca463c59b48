import { badRequest } from './errors.ts';
import type { WireFields } from './wire-fields.ts';

/** The object under a body's root key. Throws a 400 when it is missing or empty. */
export function rootObject(body: unknown, root: string): WireFields {
  const inner = isObject(body) ? body[root] : undefined;
  if (!isObject(inner) || Object.keys(inner).length === 0) {
    throw badRequest(`The request body needs a "${root}" object that is not empty.`);
  }
  return inner;
}

/** The object under a key; an empty object if there is none. */
export function objectAt(body: unknown, key: string): WireFields {
  const inner = isObject(body) ? body[key] : undefined;
  return isObject(inner) ? inner : {};
}

/** A string or null; undefined when the key is absent. Throws a 400 for any other type. */
export function textAt(object: WireFields, key: string): string | null | undefined {
  const value = object[key];
  if (value === undefined || value === null || typeof value === 'string') return value;
  throw badRequest(`"${key}" must be a string.`);
}

/** True or false; undefined when the key is absent or null. Throws a 400 for any other type. */
export function booleanAt(object: WireFields, key: string): boolean | undefined {
  const value = object[key] ?? undefined;
  if (value === undefined || typeof value === 'boolean') return value;
  throw badRequest(`"${key}" must be true or false.`);
}

/** A list of strings, undefined when the key is absent or null. Throws a 400 for any other type. */
export function textsAt(object: WireFields, key: string): readonly string[] | undefined {
  const value = object[key] ?? undefined;
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw badRequest(`"${key}" must be a list of strings.`);
}

/**
 * Pairs of guid and value, the form of credentials and answers. Throws a 400 for any other form.
 */
export function pairsAt(object: WireFields, key: string): ReadonlyMap<string, string> | undefined {
  const list = object[key] ?? undefined;
  if (list === undefined) return undefined;
  if (!Array.isArray(list)) throw badRequest(`"${key}" must be a list.`);
  return new Map(
    list.map((item: unknown) => {
      const { guid, value } = isObject(item) ? item : {};
      if (typeof guid === 'string' && typeof value === 'string') return [guid, value];
      throw badRequest(`Each of "${key}" needs a guid and a value.`);
    }),
  );
}

function isObject(value: unknown): value is WireFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
