import { createAttempts, type AttemptsOptions, type Call } from './attempts.ts';
import { startDeadline } from './deadline.ts';
import type { Drift } from './decode.ts';
import { MxError } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { toUnreadable } from './failure.ts';
import type { Endpoint, EndpointName } from './headers.ts';
import { parseJson, toJson } from './json.ts';
import { toPath, toQueryString, type PathParams, type Query } from './path.ts';
import { toSubject } from './subject.ts';

export interface CallRequest {
  readonly params?: PathParams | undefined;
  readonly query?: Query | undefined;
  /** Serialised, its secrets opened, when the call begins. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** True for what is asked to find out whether MX is there; false unless given. */
  readonly isProbe?: boolean | undefined;
}

/** Wire to model; `body` is undefined after 204. Throws an `MxError` BAD_RESPONSE. */
export type Decode<T> = (body: unknown, drift: Drift) => T;

/**
 * Makes one call under one deadline and reads its answer. Rejects with an `MxError`, or with the
 * signal's own reason when the signal ended it.
 */
export type Send = <T>(name: EndpointName, request: CallRequest, decode: Decode<T>) => Promise<T>;

export interface SendOptions extends AttemptsOptions {
  readonly endpoints: Readonly<Record<EndpointName, Endpoint>>;
  readonly timeoutMs: number;
  readonly onExchange: (exchange: Exchange) => void;
}

const NOBODY = toSubject({}, '');

export function createSend(options: SendOptions): Send {
  const { endpoints, timeoutMs, now, schedule, onExchange } = options;
  const makeAttempts = createAttempts(options);

  return async function send(name, { params = {}, query, body, signal, isProbe = false }, decode) {
    const endpoint = endpoints[name];
    const startedAt = now();
    const deadline = startDeadline({ timeoutMs, signal, now, schedule });
    const call: Call = {
      name,
      endpoint,
      deadline,
      isProbe,
      subject: NOBODY,
      path: '',
      body: null,
      attempts: 0,
      status: null,
    };
    const drift: Drift = [];
    let code: Exchange['code'] = null;
    try {
      const search = query === undefined ? '' : toQueryString(query);
      call.path = toPath(endpoint.path, params) + search;
      call.subject = toSubject(params, search);
      call.body = body === undefined ? null : toJson(body);
      const answer = await makeAttempts(call);
      const isEmpty = answer.status === 204 || endpoint.method === 'DELETE';
      try {
        return decode(isEmpty ? undefined : parseJson(answer.body, answer.contentType), drift);
      } catch (error) {
        throw toUnreadable(endpoint, error);
      }
    } catch (error) {
      if (signal?.aborted === true && deadline.cut() === 'aborted') {
        code = 'ABORTED';
        throw signal.reason;
      }
      const failure = toMxError(error, call);
      code = failure.code;
      throw failure;
    } finally {
      deadline.end();
      const { attempts, status } = call;
      report(onExchange, {
        method: endpoint.method,
        route: endpoint.route,
        status,
        code,
        durationMs: now() - startedAt,
        attempts,
        startedAt,
        ...(drift.length > 0 && { driftedFields: drift }),
      });
    }
  };
}

/** Puts verb and route before what went wrong. */
function toMxError(error: unknown, { endpoint, status }: Call): MxError {
  const isOurs = error instanceof MxError;
  const what = isOurs ? error.message : 'unreadable';
  return new MxError(
    isOurs ? error.code : 'BAD_RESPONSE',
    `${endpoint.method} ${endpoint.route}: ${what}`,
    {
      status: status ?? undefined,
      retryAfterMs: isOurs ? error.retryAfterMs : undefined,
      mayBeDone: isOurs && error.mayBeDone,
      isForeign: isOurs && error.isForeign,
      cause: isOurs ? error.cause : error,
    },
  );
}

/** Watching a call must not fail it. */
function report(onExchange: (exchange: Exchange) => void, exchange: Exchange): void {
  try {
    onExchange(exchange);
  } catch {
    // The watcher's own business: it is the one that would report errors.
  }
}
