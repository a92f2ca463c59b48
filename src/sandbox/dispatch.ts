import { errorBody, HttpError } from './errors.ts';
import type { Incoming } from './http.ts';
import { createInstant } from './instant.ts';
import type { SandboxResponse, Settings } from './options.ts';
import { apiRoutes, findRoute, pageRoutes } from './routes.ts';
import type { State } from './state.ts';
import { mediaType, readVersion } from './versions.ts';

export interface Dispatcher {
  /** Responds to a request. No request can make it throw. */
  readonly respond: (incoming: Incoming) => SandboxResponse;
}

/** Passes each request to its route. */
export function createDispatcher(options: {
  readonly state: State;
  readonly settings: Settings;
  readonly now: () => number;
}): Dispatcher {
  const { state, settings, now } = options;

  function handle(incoming: Incoming): SandboxResponse {
    const { request, bodyProblem } = incoming;
    const { method, path, query, headers, body } = request;
    const origin = `http://${headers.host ?? 'localhost'}`;
    const instant = createInstant({ settings, now: now() });
    const isRead = method === 'GET';
    const base = { ...instant, state, settings, origin, query, body, isRead };
    const page = findRoute(pageRoutes, method, path);
    if (page !== undefined) {
      const version = { version: 'v20111101', isBeta: false } as const;
      return page.route.handle({ ...base, ...version, params: page.params, takesIds: false });
    }
    if (!hasKeys(headers.authorization)) throw new HttpError(401, 'Invalid client id or API key.');
    const version = readVersion(headers);
    if (version === undefined) throw new HttpError(406, 'No valid API version was given.');
    if (bodyProblem === 'too large') throw new HttpError(413, 'The request body is too large.');
    const found = findRoute(apiRoutes, method, path);
    if (found === undefined || (found.route.only ?? version.version) !== version.version) {
      throw new HttpError(404, 'There is nothing at this address.');
    }
    checkMediaType(incoming);
    if (bodyProblem === 'malformed') throw new HttpError(400, 'The request body is not JSON.');
    const takesIds = version.version === 'v20250224' && !found.route.takesGuidsOnly;
    const response = found.route.handle({ ...base, ...version, params: found.params, takesIds });
    return { ...response, headers: { 'content-type': mediaType(version), ...response.headers } };
  }

  return {
    respond(incoming) {
      try {
        return handle(incoming);
      } catch (error) {
        if (!(error instanceof HttpError)) throw error;
        const { status, message, type } = error;
        return { status, body: errorBody(status, message, type) };
      }
    },
  };
}

/** True for any client id and key that are not empty. */
function hasKeys(authorization: string | undefined): boolean {
  const encoded = /^basic ([A-Za-z0-9+/=_-]+)$/i.exec(authorization ?? '')?.[1] ?? '';
  return /^[^:]+:.+$/.test(Buffer.from(encoded, 'base64').toString('utf8'));
}

/**
 * MX responds with 404 to a body without a content type, and with 415 to a body of another type.
 */
function checkMediaType({ request, hasBody }: Incoming): void {
  if (!hasBody || request.method === 'GET' || request.method === 'DELETE') return;
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type === undefined) throw new HttpError(404, 'The request has no content type.');
  if (!/^application\/(.+\+)?json$/.test(type)) {
    throw new HttpError(415, 'The request body must be application/json.');
  }
}
