import type { World } from '../world.ts';

export interface Call {
  readonly world: World;
  /** What stood in the path, in order. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly accept: string;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

export interface Route {
  readonly method: string;
  readonly path: RegExp;
  /** Media types that the endpoint answers in; any other is 406. */
  readonly accepts: readonly string[];
  /** Query parameters that it takes; any other is 400. */
  readonly query: readonly string[];
  readonly handle: (call: Call) => Reply;
}

export const BETA = 'application/vnd.mx.api.v1beta+json';
export const V1 = 'application/vnd.mx.api.v1+json';
export const PAGES = ['page', 'records_per_page'];
export const NOT_FOUND: Reply = { status: 404 };

export function route(
  method: string,
  path: string,
  accepts: readonly string[],
  query: readonly string[],
  handle: (call: Call) => Reply,
): Route {
  return {
    method,
    path: new RegExp(`^${path.replaceAll(':', '([^/]+)')}$`),
    accepts,
    query,
    handle,
  };
}
