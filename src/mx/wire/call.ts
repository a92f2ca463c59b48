import type { Endpoint, EndpointName } from '../endpoints.ts';
import { MxError, type Drift } from '../errors.ts';
import { toPath, toQueryString, type PathParams, type Query } from '../path.ts';
import type { CallScope } from '../scope.ts';
import { createCallBudget } from './call-budget.ts';
import type { CallReport } from './call-report.ts';
import { startDeadline } from './deadline.ts';
import { toUnreadable } from './failure.ts';
import type { FairShare } from './fair-share.ts';
import { parseJson, toJson } from './json.ts';
import { createRetrying, type RetryingOptions } from './retrying.ts';
import { toSubject } from './subject.ts';
import type { WireCall } from './wire-call.ts';

export interface CallRequest {
  readonly params?: PathParams | undefined;
  readonly query?: Query | undefined;
  /** Serialised, its secrets opened, when the call begins. */
  readonly body?: unknown;
  /** True for a probe of whether MX is up. Defaults to false. */
  readonly isProbe?: boolean | undefined;
}

/**
 * Wire to model; `body` is undefined after 204, `status` is that of the success. Throws an `MxError`
 * BAD_RESPONSE.
 */
export type Decode<T> = (body: unknown, drift: Drift, status: number) => T;

/**
 * Makes one call under one deadline and reads its answer. Rejects with an `MxError`, or with the
 * reason of its scope's signal when that ended it.
 */
export type Send = <T>(name: EndpointName, request: CallRequest, decode: Decode<T>) => Promise<T>;

export interface SendOptions extends RetryingOptions {
  readonly endpoints: Readonly<Record<EndpointName, Endpoint>>;
  readonly timeoutMs: number;
  /** What the answers in memory take of it. */
  readonly held: FairShare;
  readonly onCall: (report: CallReport) => void;
}

const NOBODY = toSubject({}, '');

/** How to make calls on behalf of someone. */
export function createSend(options: SendOptions): (scope: CallScope) => Send {
  const { endpoints, timeoutMs, held, now, schedule, onCall } = options;
  const callWithRetries = createRetrying(options);

  /** What no operation asks for is an operation of its own. */
  const openBudget = () => createCallBudget({ atOnce: 1, held, onRefused: () => {} });

  return (scope) =>
    async function send(name, { params = {}, query, body, isProbe = false }, decode) {
      const endpoint = endpoints[name];
      const { signal, budget: shared } = endpoint.isWrite ? {} : scope;
      signal?.throwIfAborted();
      const budget = shared ?? openBudget();
      const turn = budget.startCall(signal);
      if (turn !== undefined) await turn;
      const startedAt = now();
      const deadline = startDeadline({ timeoutMs, signal, now, schedule });
      const call: WireCall = {
        name,
        endpoint,
        deadline,
        isProbe,
        lane: params['user_guid'] ?? scope.lane,
        budget,
        subject: NOBODY,
        path: '',
        body: null,
        attempts: 0,
        status: null,
      };
      const drift: Drift = [];
      let code: CallReport['code'] = null;
      try {
        const search = query === undefined ? '' : toQueryString(query);
        call.path = toPath(endpoint.path, params) + search;
        call.subject = toSubject(params, search);
        call.body = body === undefined ? null : toJson(body);
        const answer = await callWithRetries(call);
        // A deletion has nothing to say, but an error page in its place is no deletion.
        const isDeletion = endpoint.method === 'DELETE';
        const isEmpty = answer.status === 204 || (isDeletion && answer.body.length === 0);
        try {
          const content = isEmpty ? undefined : parseJson(answer.body, answer.contentType);
          return decode(content, drift, answer.status);
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
        if (failure.limit !== undefined) shared?.refuse(failure);
        throw failure;
      } finally {
        deadline.end();
        budget.endCall();
        if (shared === undefined) budget.close();
        const { attempts, status } = call;
        reportTo(onCall, {
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

/** Puts verb and route before the failure. */
function toMxError(error: unknown, { endpoint, status }: WireCall): MxError {
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
      trouble: isOurs ? error.trouble : undefined,
      limit: isOurs ? error.limit : undefined,
      cause: isOurs ? error.cause : error,
    },
  );
}

/** Watching a call must not fail it. */
function reportTo(onCall: (report: CallReport) => void, report: CallReport): void {
  try {
    onCall(report);
  } catch {
    // The watcher's own business: it is the one that would report errors.
  }
}
