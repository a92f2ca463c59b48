import { randomUUID } from 'node:crypto';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { type LimitName, limits } from '../../limits.ts';
import { type HttpStatus, Refusal } from '../refusal.ts';
import { createFailures, createReport, type Failure, type ReportedFailure } from './failures.ts';
import { withoutSchema } from './hidden-schema.ts';
import { withoutLiterals } from './redact-message.ts';
import { findRootCause } from './root-cause.ts';
import { toRefusal } from './sentences.ts';

/** Who hears of what clients are answered with. */
export interface Watchers {
  /** Returns the id of the failure, for the client to quote. */
  readonly failed?: (failure: Failure) => string;
  /** A request that cannot become an operation, and why: a method, a media type, a document. */
  readonly refused?: (refusal: { readonly status?: number; readonly reason: string }) => void;
  /** A bound that the client met. */
  readonly limited?: (hit: { readonly limit: LimitName }) => void;
}

export interface MaskOptions extends Omit<Watchers, 'failed'> {
  /** Called with each failure that is not the client's own. */
  readonly failed: (failure: ReportedFailure) => void;
  /** True in production: no error tells of the schema bit by bit. */
  readonly hidesSchema?: boolean;
}

/** The single door out. What has passed it once passes unchanged. */
export interface Mask {
  readonly error: (error: unknown) => GraphQLError;
  readonly refusal: (refusal: Refusal) => readonly GraphQLError[];
  readonly result: (result: ExecutionResult) => ExecutionResult;
}

export function createMask({ failed, hidesSchema = false, ...watchers }: MaskOptions): Mask {
  const report = createReport(failed);
  const error = (thrown: unknown) => toClientError(thrown, { ...watchers, failed: report });

  return {
    error,
    refusal: (refusal) =>
      refusal.details?.map((detail) => error(locate(detail, refusal))) ?? [error(refusal)],
    result({ errors, ...result }) {
      if (!errors) return result;
      const failures = createFailures(failed);
      const told = withoutExcess(hidesSchema ? withoutSchema(errors) : errors).map((each) =>
        toClientError(each, { ...watchers, failed: failures.add }),
      );
      failures.report();
      return { ...result, errors: told };
    },
  };
}

/**
 * Whatever was thrown becomes an error with a known code and a fixed sentence. Errors about the
 * request keep their text, less any value that the request held.
 */
export function toClientError(
  error: unknown,
  { failed = () => randomUUID(), limited = () => {}, refused = () => {} }: Watchers = {},
): GraphQLError {
  if (isClientError(error)) return error;
  const located = error instanceof GraphQLError ? error : undefined;
  const refusal = explain(error);
  const { omitted } = located?.extensions ?? {};
  const isOmission = omitted !== undefined && located !== undefined;
  const { code, retryable, inputPath, retryAfterMs, http } = refusal;
  const limit = isOmission ? ('responseErrors' satisfies LimitName) : refusal.limit;
  if (limit !== undefined) limited({ limit });
  const status = statusWithoutOperation(refusal);
  if (status !== undefined) refused({ status, reason: refusal.message });
  const extensions = withoutUndefined({
    code,
    retryable,
    inputPath,
    limit,
    omitted,
    retryAfterMs: retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs),
    errorId: refusal.isFailure ? failed({ code, cause: refusal.cause }) : undefined,
  });
  const message = isOmission ? located.message : refusal.message;
  return clientError(message, located, extensions, http);
}

/** The status of a response to a client's error; undefined for one that HTTP has no status for. */
export function toHttpStatus(error: GraphQLError): HttpStatus | undefined {
  return clientErrors.get(error);
}

const clientErrors = new WeakMap<GraphQLError, HttpStatus | undefined>();

function isClientError(error: unknown): error is GraphQLError {
  return error instanceof GraphQLError && clientErrors.has(error);
}

function clientError(
  message: string,
  located: GraphQLError | undefined,
  extensions: Record<string, unknown>,
  http: HttpStatus | undefined,
): GraphQLError {
  const { nodes, source, positions, path } = located ?? {};
  const error = new GraphQLError(message, { nodes, source, positions, path, extensions });
  clientErrors.set(error, http);
  return error;
}

/** One of graphql's own errors, which the refusal gives its code. */
function locate({ message, nodes, source, positions }: GraphQLError, refusal: Refusal) {
  const { code, http, limit } = refusal;
  const originalError = new Refusal(code, withoutLiterals(message), { limit, http });
  return new GraphQLError(message, { nodes, source, positions, originalError });
}

/**
 * The errors of a result. Those without a path are about the variables: nothing was executed, and
 * graphql adds one more to say that it has stopped counting.
 */
function withoutExcess(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  const isRefused = errors.every(({ path }) => path === undefined);
  return isRefused ? errors.slice(0, limits.requestErrors) : errors;
}

/** What the first cause means, under the layers of location that graphql adds. */
function explain(error: unknown): Refusal {
  const thrown = findRootCause(error);
  if (!(error instanceof GraphQLError) || !(thrown instanceof GraphQLError))
    return toRefusal(thrown);
  // Before execution all that graphql has to say is about the request, during it only arguments are.
  const isOfRequest = error.path === undefined;
  if (!isOfRequest && !/^(?:Argument|Variable) /.test(thrown.message)) return toRefusal(thrown);
  // Without a path, graphql's outermost words are about the request itself.
  const message = withoutLiterals(isOfRequest ? error.message : thrown.message);
  const http = isOfRequest ? { status: 400, isWellFormed: true } : undefined;
  return new Refusal('BAD_USER_INPUT', message, { http });
}

/** The status of a response that says nothing but why the request is none; undefined for all others. */
function statusWithoutOperation({ code, http, isFailure }: Refusal): number | undefined {
  if (isFailure || http === undefined || http.status === 429) return undefined;
  return http.isWellFormed !== true || code.startsWith('PERSISTED_QUERY_')
    ? http.status
    : undefined;
}

function withoutUndefined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
