import { errorBody, Refusal } from './errors.ts';
import type { SandboxRequest, SandboxResponse, Settings } from './options.ts';
import { apiRoutes, findRoute, pageRoutes } from './routes.ts';
import type { State } from './state.ts';
import { mediaType, readVersion } from './versions.ts';

/** A request and what reading its body found. */
export interface Incoming {
  readonly request: SandboxRequest;
  readonly bodyProblem: 'malformed' | 'too large' | undefined;
  readonly hasBody: boolean;
}

/** (state, request) to response. Throws nothing that a request can cause. */
export function dispatch(
  state: State,
  settings: Settings,
  incoming: Incoming,
  now: number,
): SandboxResponse {
  try {
    return answer(state, settings, incoming, now);
  } catch (error) {
    if (error instanceof Refusal) {
      const { status, message, type } = error;
      return { status, body: errorBody(status, message, type) };
    }
    throw error;
  }
}

function answer(
  state: State,
  settings: Settings,
  incoming: Incoming,
  now: number,
): SandboxResponse {
  const { request, bodyProblem } = incoming;
  const { method, path, query, headers, body } = request;
  const origin = `http://${headers.host ?? 'localhost'}`;
  const base = { state, settings, now, origin, query, body };
  const page = findRoute(pageRoutes, method, path);
  if (page !== undefined) {
    const version = { version: 'v20111101', isBeta: false } as const;
    return page.route.handle({ ...base, ...version, params: page.params, takesIds: false });
  }
  if (!hasKeys(headers.authorization)) throw new Refusal(401, 'Invalid client id or API key.');
  const version = readVersion(headers);
  if (version === undefined) throw new Refusal(406, 'No valid API version was given.');
  if (bodyProblem === 'too large') throw new Refusal(413, 'The request body is too large.');
  const found = findRoute(apiRoutes, method, path);
  if (found === undefined || (found.route.only ?? version.version) !== version.version) {
    throw new Refusal(404, 'There is nothing at this address.');
  }
  checkMediaType(incoming);
  if (bodyProblem === 'malformed') throw new Refusal(400, 'The request body is not JSON.');
  const takesIds = version.version === 'v20250224' && !found.route.takesGuidsOnly;
  const response = found.route.handle({ ...base, ...version, params: found.params, takesIds });
  return { ...response, headers: { 'content-type': mediaType(version), ...response.headers } };
}

/** Any client id and key that are not empty. */
function hasKeys(authorization: string | undefined): boolean {
  const encoded = /^basic ([A-Za-z0-9+/=_-]+)$/i.exec(authorization ?? '')?.[1] ?? '';
  return /^[^:]+:.+$/.test(Buffer.from(encoded, 'base64').toString('utf8'));
}

/** MX answers a body without a content type with 404, and one of another type with 415. */
function checkMediaType({ request, hasBody }: Incoming): void {
  if (!hasBody || request.method === 'GET' || request.method === 'DELETE') return;
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type === undefined) throw new Refusal(404, 'The request has no content type.');
  if (!/^application\/(.+\+)?json$/.test(type)) {
    throw new Refusal(415, 'The request body must be application/json.');
  }
}
