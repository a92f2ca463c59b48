import type { IncomingHttpHeaders } from 'node:http';
import { findOperation, type MxSpec, type Operation, resolve, type Schema } from './mx-spec.ts';

export interface SeenRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const V1 = 'application/vnd.mx.api.v1+json';

// What MX asks for in its guides and reference pages and its OpenAPI files leave out. Everything
// else that is not in the files is a fault.
const BEYOND_THE_SPEC = {
  /** Guide "Fetch Rewards with the API", steps 4 to 8: rewards data comes under this header alone. */
  accept: 'application/vnd.mx.api.v1beta+json',
  betaOperations: new Set([
    ...['fetchRewards', 'listRewards', 'readRewards', 'readAccount', 'creditCard'],
    // The same account in a list, in the hope for the same fields: reading each one is dearer.
    ...['listUserAccounts', 'listMemberAccounts'],
    // Step 5 of the guide polls the status of a rewards job under the beta header.
    'readMemberStatus',
  ]),
  /** Page "Migration": since 2026-08-12 every call names its version; v20250224 has it in the file. */
  acceptVersion: 'accept-version',
  /** Page "Formats and requirements": every POST and PUT has a content type, bodies or not. */
  contentTypeWithoutBody: 'application/json',
  /**
   * listRewards declares `pagination` in its answer and no parameters. A full page that tells of
   * another is followed by those of all other lists: the rest could not be read without.
   */
  pagedWithoutParameters: 'listRewards',
} as const;

/**
 * Of `records_per_page`: beyond them MX answers 25 a page. The files still say 100 for institutions,
 * MX's changelog 1000 since 2025-11-27.
 */
const PAGE_SIZES = { least: 10, most: 1_000 } as const;

const PAGE_PARAMETERS: ReadonlySet<string> = new Set(['page', 'records_per_page']);

/** Everything in a request that MX's OpenAPI file does not allow; empty for a good one. */
export function problemsOf(spec: MxSpec, request: SeenRequest): readonly string[] {
  const { method, url, headers, body } = request;
  const { pathname, searchParams } = new URL(url, 'http://mx.test');
  const matched = findOperation(spec, method, pathname);
  if (matched === undefined) return [`${method} ${pathname} is not in the spec`];
  const { operation } = matched;
  return [
    ...problemsOfQuery(operation, searchParams),
    ...problemsOfHeaders(spec, operation, headers),
    ...problemsOfBody(spec, operation, headers, body),
  ].map((problem) => `${operation.id}: ${problem}`);
}

function problemsOfQuery({ id, parameters }: Operation, query: URLSearchParams): string[] {
  const problems: string[] = [];
  const known = new Map(parameters.filter((each) => each.in === 'query').map((p) => [p.name, p]));
  const isFurtherPage =
    id === BEYOND_THE_SPEC.pagedWithoutParameters && Number(query.get('page')) > 1;
  for (const [name, value] of query) {
    const parameter = known.get(name);
    if (parameter === undefined && isFurtherPage && PAGE_PARAMETERS.has(name)) continue;
    if (parameter === undefined) problems.push(`takes no query parameter ${name}`);
    else if (!isWritten(parameter.schema, value)) problems.push(`${name} is not ${value}`);
  }
  for (const { name } of [...known.values()].filter(({ required }) => required)) {
    if (!query.has(name)) problems.push(`lacks the query parameter ${name}`);
  }
  const size = query.has('records_per_page') ? Number(query.get('records_per_page')) : undefined;
  if (size !== undefined && (size < PAGE_SIZES.least || size > PAGE_SIZES.most)) {
    problems.push(`records_per_page is not ${size}`);
  }
  if (query.has('page') && Number(query.get('page')) < 1) problems.push('page counts from 1');
  return problems;
}

function isWritten({ type }: Schema, value: string): boolean {
  if (type === 'integer') return /^-?\d+$/.test(value);
  return type !== 'boolean' || value === 'true' || value === 'false';
}

function problemsOfHeaders(
  { version }: MxSpec,
  { id, responses }: Operation,
  headers: IncomingHttpHeaders,
): string[] {
  const problems: string[] = [];
  const declared = Object.values(responses).flatMap(({ type }) => (type ? [type] : []));
  const types = new Set(declared.length > 0 ? declared : [V1, 'application/json']);
  if (version === 'v20111101' && BEYOND_THE_SPEC.betaOperations.has(id)) {
    types.add(BEYOND_THE_SPEC.accept);
  }
  if (!types.has(headers.accept ?? '')) problems.push(`does not answer ${headers.accept}`);
  if (headers[BEYOND_THE_SPEC.acceptVersion] !== version) problems.push('has another version');
  if (!/^Basic [A-Za-z0-9+/]+=*$/.test(headers.authorization ?? '')) problems.push('wants Basic');
  return problems;
}

function problemsOfBody(
  spec: MxSpec,
  { method, requestBody }: Operation,
  headers: IncomingHttpHeaders,
  body: string,
): string[] {
  const type = headers['content-type'];
  if (requestBody?.schema === undefined) {
    const isWrite = method === 'POST' || method === 'PUT';
    const allowed = isWrite ? BEYOND_THE_SPEC.contentTypeWithoutBody : undefined;
    const problems = body === '' ? [] : ['takes no body'];
    return type === undefined || type === allowed ? problems : [...problems, `takes no ${type}`];
  }
  if (type !== requestBody.type) return [`takes no ${type}`];
  return problemsOfValue(spec, requestBody.schema, JSON.parse(body), 'body');
}

function problemsOfValue(spec: MxSpec, given: Schema, value: unknown, at: string): string[] {
  const schema = resolve(spec, given);
  if (value === null) return schema.nullable === true ? [] : [`${at} is null`];
  if (schema.enum !== undefined && !schema.enum.includes(value))
    return [`${at} is not in its enum`];
  if (schema.type === 'array') {
    if (!Array.isArray(value)) return [`${at} is no array`];
    const { items = {} } = schema;
    return value.flatMap((each, index) => problemsOfValue(spec, items, each, `${at}[${index}]`));
  }
  if (schema.type === 'object') {
    if (typeof value !== 'object' || Array.isArray(value)) return [`${at} is no object`];
    const { properties = {}, required = [] } = schema;
    const missing = required.filter((name) => !Object.hasOwn(value, name));
    return [
      ...missing.map((name) => `${at} lacks ${name}`),
      ...Object.entries(value).flatMap(([name, each]) => {
        const property = properties[name];
        return property === undefined
          ? [`${at} takes no ${name}`]
          : problemsOfValue(spec, property, each, `${at}.${name}`);
      }),
    ];
  }
  if (schema.type === 'integer') return Number.isInteger(value) ? [] : [`${at} is no integer`];
  return schema.type === undefined || typeof value === schema.type
    ? []
    : [`${at} is no ${schema.type}`];
}
