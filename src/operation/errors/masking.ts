import { randomUUID } from 'node:crypto';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { type LimitName, limits } from '../../limits.ts';
import { type HttpStatus, Refusal } from '../refusal.ts';
import { createFailures, createReport, type Failure, type ReportedFailure } from './failures.ts';
import { withoutSchema } from './hidden-schema.ts';
import { withoutLiterals } from './redact-message.ts';
import { findRootCause } from './root-cause.ts';
import { toRefusal } from './sentences.ts';

/** Functions that are called for the errors that clients get. */
export interface ErrorHooks {
  /** Called for a failure; returns the id that the client can quote. */
  readonly failed?: (failure: Failure) => string;
  /**
   * Called for a request that cannot become an operation, with the reason: a method, a media type
   * or a document.
   */
  readonly refused?: (refusal: { readonly status?: number; readonly reason: string }) => void;
  /** Called for a limit that the client reached. */
  readonly limited?: (hit: { readonly limit: LimitName }) => void;
}

export interface MaskOptions extends Omit<ErrorHooks, 'failed'> {
  /** Called for each failure that is not the client's fault. */
  readonly failed: (failure: ReportedFailure) => void;
  /** True in production: no error reveals the schema bit by bit. */
  readonly hidesSchema?: boolean;
}

/**
 * Every error to a client passes through the mask. An error that has been masked passes unchanged.
 */
export interface Mask {
  readonly error: (error: unknown) => GraphQLError;
  readonly refusal: (refusal: Refusal) => readonly GraphQLError[];
  readonly result: (result: ExecutionResult) => ExecutionResult;
}

export function createMask({ failed, hidesSchema = false, ...hooks }: MaskOptions): Mask {
  const report = createReport(failed);
  const error = (thrown: unknown) => toClientError(thrown, { ...hooks, failed: report });

  return {
    error,
    refusal: (refusal) =>
      refusal.details?.map((detail) => error(locate(detail, refusal))) ?? [error(refusal)],
    result({ errors, ...result }) {
      if (!errors) return result;
      const failures = createFailures(failed);
      const masked = withoutExcess(hidesSchema ? withoutSchema(errors) : errors).map((each) =>
        toClientError(each, { ...hooks, failed: failures.add }),
      );
      failures.report();
      return { ...result, errors: masked };
    },
  };
}

/**
 * Turns any thrown value into an error with a known code and a fixed sentence. Errors about the
 * request keep their text, without any value from the request.
 */
export function toClientError(
  error: unknown,
  { failed = () => randomUUID(), limited = () => {}, refused = () => {} }: ErrorHooks = {},
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

/** The HTTP status for a client's error; undefined for an error in a successful response. */
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

/** One of graphql's own errors, with the code of the refusal. */
function locate({ message, nodes, source, positions }: GraphQLError, refusal: Refusal) {
  const { code, http, limit } = refusal;
  const originalError = new Refusal(code, withoutLiterals(message), { limit, http });
  return new GraphQLError(message, { nodes, source, positions, originalError });
}

/**
 * The errors of a result. Errors without a path are about the variables: nothing was executed, and
 * graphql adds one error to report that it has stopped counting.
 */
function withoutExcess(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  const isRefused = errors.every(({ path }) => path === undefined);
  return isRefused ? errors.slice(0, limits.requestErrors) : errors;
}

/** The refusal for the first cause of an error, under the layers of location that graphql adds. */
function explain(error: unknown): Refusal {
  const thrown = findRootCause(error);
  if (!(error instanceof GraphQLError) || !(thrown instanceof GraphQLError))
    return toRefusal(thrown);
  // Before execution all errors of graphql are about the request; during execution only its errors
  // about arguments are.
  const isOfRequest = error.path === undefined;
  if (!isOfRequest && !/^(?:Argument|Variable) /.test(thrown.message)) return toRefusal(thrown);
  // If there is no path, graphql's outermost message is about the request itself.
  const message = withoutLiterals(isOfRequest ? error.message : thrown.message);
  const http = isOfRequest ? { status: 400, isWellFormed: true } : undefined;
  return new Refusal('BAD_USER_INPUT', message, { http });
}

/**
 * The status of a response to a request that never becomes an operation; undefined for all other
 * responses.
 */
function statusWithoutOperation({ code, http, isFailure }: Refusal): number | undefined {
  if (isFailure || http === undefined || http.status === 429) return undefined;
  return http.isWellFormed !== true || code.startsWith('PERSISTED_QUERY_')
    ? http.status
    : undefined;
}

function withoutUndefined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
