import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import * as fc from 'fast-check';
import type { ApiVersion } from '../../src/mx/endpoints.ts';
import { type Content, findOperation, type MatchedOperation, readMxSpec } from './mx-spec.ts';
import { arbitraryOf, exampleOf, type PayloadKind } from './payloads.ts';
import { problemsOf, type SeenRequest } from './request-rules.ts';
import { type SettleOptions, settleBody } from './settled-body.ts';

export interface SpecUpstreamOptions extends SettleOptions {
  readonly version?: ApiVersion;
  readonly payloads: PayloadKind | 'examples';
  /** Each request has one answer, which follows from it and from this. */
  readonly seed?: number;
  /**
   * How lists are counted. `as one page` (unless given): as long as the list is. `as two`: each
   * answer holds a full page of 25 out of 50. `at random`: whatever the schema allows.
   */
  readonly pages?: 'as one page' | 'as two' | 'at random';
}

export interface SpecUpstream extends AsyncDisposable {
  readonly baseUrl: string;
  readonly requests: readonly SeenRequest[];
  /** The operations that were called, by MX's names for them. */
  readonly called: ReadonlySet<string>;
  /** What requests had that MX's OpenAPI file does not allow. */
  readonly problems: readonly string[];
}

/** A server on loopback that plays MX's own OpenAPI file: it knows no state, only schemas. */
export async function startSpecUpstream(options: SpecUpstreamOptions): Promise<SpecUpstream> {
  const { version = 'v20111101', payloads, seed = 0, pages = 'as one page' } = options;
  const spec = specOf(version);
  const requests: SeenRequest[] = [];
  const called = new Set<string>();
  const problems: string[] = [];

  function bodyOf(matched: MatchedOperation, content: Content, key: string): unknown {
    const { schema = {} } = content;
    if (payloads === 'examples') return structuredClone(exampleOf(spec, schema));
    const cacheKey = `${version} ${payloads} ${matched.operation.id}`;
    const arbitrary = arbitraries.get(cacheKey) ?? arbitraryOf(spec, schema, payloads);
    arbitraries.set(cacheKey, arbitrary);
    const [body] = fc.sample(arbitrary, { numRuns: 1, seed: hash(`${seed} ${key}`) });
    return body;
  }

  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const seen = { method, url, headers, body: await text(request) };
    requests.push(seen);
    problems.push(...problemsOf(spec, seen));
    const matched = findOperation(spec, method, new URL(url, 'http://mx.test').pathname);
    if (matched === undefined) return response.writeHead(404).end();
    called.add(matched.operation.id);
    const statuses = Object.keys(matched.operation.responses);
    const status = statuses[Math.abs(hash(`${seed} ${url}`)) % statuses.length] ?? '200';
    const content = matched.operation.responses[status] ?? {};
    if (content.type === undefined) return response.writeHead(Number(status)).end();

    const given = bodyOf(matched, content, `${method} ${url}`);
    if (pages === 'as two') fillPage(given);
    const sent: unknown = seen.body === '' ? undefined : JSON.parse(seen.body);
    const body = settleBody(given, matched, options, sent);
    const page = Number(new URL(url, 'http://mx.test').searchParams.get('page') ?? 1);
    if (pages !== 'at random') paginate(body, pages === 'as two' ? page : null);
    return response
      .writeHead(Number(status), { 'content-type': content.type })
      .end(JSON.stringify(body));
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    called,
    problems,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

const specs = new Map<ApiVersion, ReturnType<typeof readMxSpec>>();
const arbitraries = new Map<string, fc.Arbitrary<unknown>>();

function specOf(version: ApiVersion) {
  const spec = specs.get(version) ?? readMxSpec(version);
  specs.set(version, spec);
  return spec;
}

const FULL_PAGE = 25;

/** The first item of a list over and over. */
function fillPage(body: unknown): void {
  if (typeof body !== 'object' || body === null || !('pagination' in body)) return;
  for (const list of Object.values(body).filter(Array.isArray)) {
    const [first] = list;
    list.splice(0, list.length, ...Array.from({ length: FULL_PAGE }, () => structuredClone(first)));
  }
}

/** `ofTwo`: which of two full pages this is. */
function paginate(body: unknown, ofTwo: number | null): void {
  if (typeof body !== 'object' || body === null || !('pagination' in body)) return;
  const entries = Object.values(body).find((value) => Array.isArray(value))?.length ?? 0;
  body.pagination =
    ofTwo === null
      ? { current_page: 1, per_page: 1_000, total_entries: entries, total_pages: 1 }
      : { current_page: ofTwo, per_page: entries, total_entries: 2 * entries, total_pages: 2 };
}

/** FNV-1a, as a signed integer. */
function hash(value: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < value.length; at += 1) {
    sum = Math.imul(sum ^ value.charCodeAt(at), 0x01000193);
  }
  return sum;
}
