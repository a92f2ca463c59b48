import { badResponse, type Drift, MxError } from '../errors.ts';
import { isGuid, isPartnerId } from '../path.ts';
import type { WireField } from '../wire-fields.ts';
import { toDate, toDateTime, toHttpUrl, toPlainDecimal } from './formats.ts';

/** A JSON object from MX, as far as it is read. */
export type Row = { readonly [Field in WireField]?: unknown };

const MAX_DRIFTS = 20;
const INT32 = 2 ** 31;

/**
 * The object under `key`, MX's root wrapper.
 *
 * @throws {MxError} BAD_RESPONSE
 */
export function record(body: unknown, key: WireField): Row {
  const value = isRow(body) ? body[key] : undefined;
  if (!isRow(value)) throw badResponse(`no ${key}`);
  return value;
}

/**
 * The list under `key`, with unchecked rows: `decodeRows` checks them.
 *
 * @throws {MxError} BAD_RESPONSE if there is no list.
 */
export function records(body: unknown, key: WireField): readonly unknown[] {
  const value = isRow(body) ? body[key] : undefined;
  if (!Array.isArray(value)) throw badResponse(`no ${key}`);
  return value;
}

/**
 * A field without which an object cannot be used.
 *
 * @throws {MxError} BAD_RESPONSE
 */
export function required(row: Row, field: WireField): string {
  const value = row[field];
  if (typeof value !== 'string' || value === '') throw badResponse(`an object without ${field}`);
  return value;
}

/**
 * Rejects an object that belongs to another user than the requested one.
 *
 * @throws {MxError} BAD_RESPONSE
 */
export function checkOwner(row: Row, userGuid: string, field: WireField = 'user_guid'): void {
  const owner = row[field];
  if (owner !== undefined && owner !== null && owner !== userGuid) {
    throw foreign(`${field} names another user`);
  }
}

/**
 * Rejects an object whose `field` names another object than the requested one. A value that is
 * absent, empty or not a string names nothing.
 *
 * @param noun the type of the named object, for the log
 * @throws {MxError} BAD_RESPONSE
 */
export function checkNamed(row: Row, field: WireField, asked: string, noun: string): void {
  if (namesAnother(row, field, asked)) throw foreign(`${field} names another ${noun}`);
}

/**
 * True for a row of one user's list that belongs to another user. The row is recorded as drift and
 * omitted; the rest of the list stays usable.
 */
export function isStray(row: Row, field: WireField, asked: string, drift: Drift): boolean {
  if (!namesAnother(row, field, asked)) return false;
  note(field, drift);
  return true;
}

function namesAnother(row: Row, field: WireField, asked: string): boolean {
  const named = row[field];
  // A link that does not have the form of MX's guids leads to no object, so it cannot belong to
  // another user.
  if (field.endsWith('_guid') && !isGuid(named)) return false;
  return typeof named === 'string' && named !== '' && named !== asked;
}

export function text(row: Row, field: WireField, drift: Drift): string | null {
  const value = row[field];
  if (typeof value === 'string') return value;
  return absent(value, field, drift);
}

/** Only `true` and `false`: MX documents no other spelling. */
export function flag(row: Row, field: WireField, drift: Drift): boolean | null {
  const value = row[field];
  if (typeof value === 'boolean') return value;
  return absent(value, field, drift);
}

/** A whole number that fits in 32 bits; it may be written as a text. */
export function integer(row: Row, field: WireField, drift: Drift): number | null {
  const value = row[field];
  const number = typeof value === 'string' ? Number(toPlainDecimal(value) ?? Number.NaN) : value;
  if (typeof number === 'number' && Number.isInteger(number) && isInt32(number)) return number;
  return absent(value, field, drift);
}

/**
 * A number; it may be written as a text, because an amount in quotation marks is still an amount.
 */
export function decimal(row: Row, field: WireField, drift: Drift): string | null {
  const value = row[field];
  const isNumber = typeof value === 'number' || typeof value === 'string';
  return (isNumber ? toPlainDecimal(value) : null) ?? absent(value, field, drift);
}

export function date(row: Row, field: WireField, drift: Drift): string | null {
  const value = row[field];
  const day = typeof value === 'string' ? toDate(value) : null;
  return day ?? absent(value, field, drift);
}

export function dateTime(row: Row, field: WireField, drift: Drift): string | null {
  const value = row[field];
  const moment = typeof value === 'string' ? toDateTime(value) : null;
  return moment ?? absent(value, field, drift);
}

export function httpUrl(row: Row, field: WireField, drift: Drift): string | null {
  const value = row[field];
  const address = typeof value === 'string' ? toHttpUrl(value) : null;
  return address ?? absent(value, field, drift);
}

/**
 * The guid of another object; null if it is not in MX's form, because no call could be made with
 * it.
 */
export function foreignKey(row: Row, field: WireField, drift: Drift): string | null {
  const value = row[field];
  return isGuid(value) ? value : absent(value, field, drift);
}

/** The code of an institution; null when no call could be made with it. */
export function partnerKey(row: Row, field: WireField, drift: Drift): string | null {
  const value = row[field];
  return isPartnerId(value) ? value : absent(value, field, drift);
}

/** The strings of a list; other items are omitted. Null if the field is absent. */
export function texts(row: Row, field: WireField, drift: Drift): readonly string[] | null {
  const value = row[field];
  if (!Array.isArray(value)) return absent(value, field, drift);
  const strings = value.filter((each) => typeof each === 'string');
  if (strings.length < value.length) note(field, drift);
  return strings;
}

/** The objects of a list; other items are omitted. Empty if the field is absent. */
export function rows(row: Row, field: WireField, drift: Drift): readonly Row[] {
  const value = row[field];
  if (!Array.isArray(value)) return absent(value, field, drift) ?? [];
  const objects = value.filter(isRow);
  if (objects.length < value.length) note(field, drift);
  return objects;
}

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function foreign(what: string): MxError {
  return new MxError('BAD_RESPONSE', what, { isForeign: true });
}

/** Records that `field` came in a form that MX does not document. */
export function note(field: string, drift: Drift): void {
  if (drift.length < MAX_DRIFTS && !drift.includes(field)) drift.push(field);
}

function isInt32(value: number): boolean {
  return value >= -INT32 && value < INT32;
}

function absent(value: unknown, field: string, drift: Drift): null {
  // MX writes an empty string for some fields that have no value.
  if (value !== undefined && value !== null && value !== '') note(field, drift);
  return null;
}
