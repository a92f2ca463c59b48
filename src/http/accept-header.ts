import type { PartsFormat, ReadableForms } from '../operation/rules/response-form.ts';

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

/** The media types of one result as JSON. */
export type JsonType = 'application/graphql-response+json' | 'application/json';

const JSON_RANGES: ReadonlySet<string> = new Set([
  ...['application/graphql-response+json', 'application/json'],
  ...['application/*', '*/json', '*/*'],
]);

/** What a client accepts, by its Accept header. */
export interface Accepted {
  /**
   * Its media types, normalised: lower case, without white space or parameters, and without types
   * of weight 0 or of a charset other than UTF-8. Parts only remain if there is nothing else: Yoga
   * would send a subscription in parts without heartbeats. Null if there is no header, which accepts
   * every type.
   */
  readonly text: string | null;
  /** The forms of a response that the client can read. */
  readonly forms: ReadableForms;
  /** The first type that it takes one result as; undefined where it takes none. */
  readonly jsonType: JsonType | undefined;
  /** True if it takes the events of a subscription by Apollo's multipart protocol. */
  readonly subscriptionParts: boolean;
  /** The form in which it takes one result in parts; undefined if it takes none. */
  readonly parts: PartsFormat | undefined;
}

/** Clients repeat their headers, and there are few kinds of clients. */
const MAX_HEADERS = 200;
/** A longer header is read each time, so that strangers cannot fill the memory. */
const MAX_CHARACTERS = 500;

const known = new Map<string, Accepted>();
const anything: Accepted = {
  text: null,
  forms: { result: true, stream: true },
  jsonType: 'application/json',
  subscriptionParts: false,
  parts: undefined,
};

export function readAccept(header: string | null | undefined): Accepted {
  if (header === null || header === undefined) return anything;
  const found = known.get(header);
  if (found !== undefined) return found;
  if (!header.trim()) return anything;
  const wanted = header.toLowerCase().replace(/\s/g, '').split(',').filter(isWanted);
  const ranges = wanted.map(toType);
  const accepted: Accepted = {
    text: withoutParts(ranges).join(', '),
    forms: { result: covers(ranges, RESPONSE_TYPES), stream: covers(ranges, STREAM_TYPES) },
    jsonType: findJsonType(ranges),
    parts: wanted.map(findFormat).find((format) => format !== undefined),
    subscriptionParts: wanted.some((range) => isMultipart(range, 'subscriptionspec', '1.0')),
  };
  if (header.length <= MAX_CHARACTERS) {
    if (known.size >= MAX_HEADERS) known.clear();
    known.set(header, accepted);
  }
  return accepted;
}

function withoutParts(ranges: readonly string[]): readonly string[] {
  const others = ranges.filter((range) => range !== 'multipart/mixed');
  return others.length > 0 ? others : ranges;
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

/** Clients that name no specification read the form of 2022. */
function findFormat(range: string): PartsFormat | undefined {
  if (isMultipart(range, 'incrementalspec', 'v0.2')) return 'v0.2';
  if (isMultipart(range, 'deferspec', '20220824')) return '20220824';
  return toType(range) === 'multipart/mixed' && !/;\w+spec=/.test(range) ? '20220824' : undefined;
}

/** True for parts in the form of a specification, such as `multipart/mixed;subscriptionspec=1.0`. */
function isMultipart(range: string, specification: string, version: string): boolean {
  const [type, ...params] = range.split(';');
  const asked = [`${specification}=${version}`, `${specification}="${version}"`];
  return type === 'multipart/mixed' && params.some((param) => asked.includes(param));
}

function toType(range: string): string {
  return range.split(';', 1)[0] ?? '';
}

function isWithin(range: string, type: string): boolean {
  const [kind, form] = type.split('/');
  const [askedKind, askedForm] = range.split('/');
  return (askedKind === '*' || askedKind === kind) && (askedForm === '*' || askedForm === form);
}
