import { LRUCache } from 'lru-cache';
import type { ReadableForms } from '../operation/rules/response-form.ts';

/** The media types in which the gateway can write a response. */
const RESPONSE_TYPES: readonly string[] = [
  'application/graphql-response+json',
  'application/json',
  'text/event-stream',
  'multipart/mixed',
];
/** The media types in which it can write the response to a subscription. */
const STREAM_TYPES: readonly string[] = ['text/event-stream'];

const UTF_8 = /^"?utf-?8"?$/;

/**
 * The media types of an Accept header, normalised: lower case, without white space or parameters,
 * and without types of weight 0 or of a charset other than UTF-8. Null if there is no header, which
 * accepts every type.
 */
export function readAccept(header: string | null | undefined): readonly string[] | null {
  return read(header).ranges;
}

/** The forms of a response that a client can read, by its Accept header. */
export function toReadableForms(header: string | null | undefined): ReadableForms {
  return read(header).forms;
}

/** The media types of one result as JSON. */
export type JsonType = 'application/graphql-response+json' | 'application/json';

/** The first in its Accept header that a client takes one result as; undefined where it takes none. */
export function toJsonType(header: string | null | undefined): JsonType | undefined {
  return read(header).jsonType;
}

const JSON_RANGES: ReadonlySet<string> = new Set([
  ...['application/graphql-response+json', 'application/json'],
  ...['application/*', '*/json', '*/*'],
]);

interface Accepted {
  readonly ranges: readonly string[] | null;
  readonly forms: ReadableForms;
  readonly jsonType: JsonType | undefined;
}

/** Every client repeats its header, and there are few clients. */
const MAX_HEADERS = 200;
/** A longer header is read each time, so that strangers cannot fill the memory. */
const MAX_CHARACTERS = 500;

const known = new LRUCache<string, Accepted>({ max: MAX_HEADERS });
const anything: Accepted = {
  ranges: null,
  forms: { result: true, stream: true },
  jsonType: 'application/json',
};

function read(header: string | null | undefined): Accepted {
  if (!header?.trim()) return anything;
  const found = known.get(header);
  if (found !== undefined) return found;
  const ranges = header.toLowerCase().replace(/\s/g, '').split(',').filter(isWanted).map(toType);
  const accepted: Accepted = {
    ranges,
    forms: { result: covers(ranges, RESPONSE_TYPES), stream: covers(ranges, STREAM_TYPES) },
    jsonType: findJsonType(ranges),
  };
  if (header.length <= MAX_CHARACTERS) known.set(header, accepted);
  return accepted;
}

function findJsonType(ranges: readonly string[]): JsonType | undefined {
  const first = ranges.find((range) => JSON_RANGES.has(range));
  if (first === undefined) return undefined;
  return first === 'application/graphql-response+json' ? first : 'application/json';
}

/** True when one of the ranges covers one of the types. */
function covers(ranges: readonly string[], types: readonly string[]): boolean {
  return ranges.some((range) => types.some((type) => isWithin(range, type)));
}

function isWanted(range: string): boolean {
  return range.split(';').every((param) => {
    const [name, value = ''] = param.split('=');
    if (name === 'q') return !/^0(?:\.0*)?$/.test(value);
    return name !== 'charset' || UTF_8.test(value);
  });
}

function toType(range: string): string {
  return range.split(';', 1)[0] ?? '';
}

function isWithin(range: string, type: string): boolean {
  const [kind, form] = type.split('/');
  const [askedKind, askedForm] = range.split('/');
  return (askedKind === '*' || askedKind === kind) && (askedForm === '*' || askedForm === form);
}
