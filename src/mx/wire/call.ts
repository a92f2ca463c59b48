import type { Endpoint, EndpointName } from '../endpoints.ts';
import { MxError, type Drift } from '../errors.ts';
import { toPath, toQueryString, type PathParams, type Query } from '../path.ts';
import { type CallScope, lanes } from '../scope.ts';
import { createCallBudget } from './call-budget.ts';
import type { CallReport } from './call-report.ts';
import { startDeadline } from './deadline.ts';
import { toUnreadable } from './failure.ts';
import type { FairShare } from './fair-share.ts';
import type { CallKind } from './gates.ts';
import { parseJson, toJson } from './json.ts';
import { createRetrying, type RetryingOptions } from './retrying.ts';
import { type Subject, toSubject } from './subject.ts';
import type { WireCall } from './wire-call.ts';

export interface CallRequest {
  readonly params?: PathParams | undefined;
  readonly query?: Query | undefined;
  /** The body is serialised, with its secrets revealed, when the call starts. */
  readonly body?: unknown;
  /** True for a probe of whether MX is up. Defaults to false. */
  readonly isProbe?: boolean | undefined;
}

/**
 * Converts a response from wire to model. `body` is undefined after 204, and `status` is the
 * successful status. Throws an `MxError` BAD_RESPONSE.
 */
export type Decode<T> = (body: unknown, drift: Drift, status: number) => T;

/**
 * Makes one call under one deadline and decodes its response. Rejects with an `MxError`, or with
 * the abort reason of its scope's signal.
 */
export type Send = <T>(name: EndpointName, request: CallRequest, decode: Decode<T>) => Promise<T>;

export interface SendOptions extends RetryingOptions {
  readonly endpoints: Readonly<Record<EndpointName, Endpoint>>;
  readonly timeoutMs: number;
  /** The share of memory that responses use. */
  readonly held: FairShare;
  readonly onCall: (report: CallReport) => void;
}

const NOBODY = toSubject({}, '');

/** The endpoints whose responses contain a new object. */
const CREATIONS: ReadonlySet<EndpointName> = new Set<EndpointName>(['createUser', 'createMember']);

/** Returns a function that makes calls on behalf of a scope. */
export function createSend(options: SendOptions): (scope: CallScope) => Send {
  const { endpoints, timeoutMs, held, newcomers, now, schedule, onCall } = options;
  const callWithRetries = createRetrying(options);

  /** A call that belongs to no operation has its own budget. */
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
        kind: toKind(endpoint, scope),
        lane: params['user_guid'] ?? scope.lane,
        budget,
        subject: NOBODY,
        path: '',
        body: null,
        attempts: 0,
        waitedMs: 0,
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
        // A deletion may have an empty response, but a response with an error page is not a
        // deletion.
        const isDeletion = endpoint.method === 'DELETE';
        const isEmpty = answer.status === 204 || (isDeletion && answer.body.length === 0);
        try {
          const content = isEmpty
            ? undefined
            : parseJson(answer.body, answer.contentType, endpoint.isWide);
          const decoded = decode(content, drift, answer.status);
          if (CREATIONS.has(name)) newcomers.add(toNewSubject(params, decoded), now());
          return decoded;
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
        const { attempts, kind, status, waitedMs } = call;
        const report: CallReport = {
          method: endpoint.method,
          route: endpoint.route,
          kind,
          status,
          code,
          durationMs: now() - startedAt,
          waitedMs,
          attempts,
          startedAt,
          ...(drift.length > 0 && { driftedFields: drift }),
        };
        reportTo(onCall, report);
        scope.listener?.called(report);
      }
    };
}

function toKind({ method, isWrite }: Endpoint, { lane }: CallScope): CallKind {
  if (isWrite) return method === 'DELETE' ? 'deletion' : 'write';
  return lane === lanes.polls ? 'poll' : 'read';
}

/** The subject of the reads of an object that was just created. */
function toNewSubject({ user_guid: user }: PathParams, created: unknown): Subject {
  const { guid } = created as { readonly guid: string };
  return toSubject(
    user === undefined ? { user_guid: guid } : { user_guid: user, member_guid: guid },
    '',
  );
}

/** Adds verb and route to the message of the failure. */
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

/** An error in the report must not make the call fail. */
function reportTo(onCall: (report: CallReport) => void, report: CallReport): void {
  try {
    onCall(report);
  } catch {
    // There is nowhere to report this error: `onCall` itself is the reporter.
  }
}
