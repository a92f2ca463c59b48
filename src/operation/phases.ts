import {
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  parse,
  subscribe,
  validate,
} from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { ClientErrorCode } from './errors.ts';
import { type CutOff, toLiveResults } from './live.ts';
import { type ReportedError, toClientError } from './masking.ts';
import { wrapSecrets } from './secrets.ts';

export interface PhaseOptions {
  /** Called with each failure that is not the client's own. */
  readonly report: (failure: ReportedError) => void;
  /** True in production: graphql's "did you mean" would tell the schema bit by bit. */
  readonly hideSuggestions: boolean;
  /** Ends the streams of a caller who is no longer let in. */
  readonly cutOffOf: (context: object) => CutOff;
}

/** A refused document or its variables are answered with at most so many errors. */
const MAX_ERRORS = 5;

/**
 * Every operation passes these phases (parse, validate, execute or subscribe), whichever transport
 * brought it: HTTP and SSE through Yoga, WebSocket through `yoga.getEnveloped`. What holds for all
 * operations stands here and in no hook that one transport alone calls.
 */
export function useOperationPhases({ report, hideSuggestions, cutOffOf }: PhaseOptions): Plugin {
  const mask = (error: unknown) => toClientError(error, report);
  const masked = (result: ExecutionResult): ExecutionResult =>
    result.errors ? { ...result, errors: refusalsOf(result).map(mask) } : result;

  return {
    onParse({ setParseFn }) {
      setParseFn((source, options) => {
        try {
          return parse(source, options);
        } catch (error) {
          throw mask(withCode(error, 'GRAPHQL_PARSE_FAILED'));
        }
      });
    },

    onValidate({ setValidationFn }) {
      setValidationFn((schema, document, rules) =>
        validate(schema, document, rules, { maxErrors: MAX_ERRORS, hideSuggestions })
          .slice(0, MAX_ERRORS)
          .map((error) => mask(withCode(error, 'GRAPHQL_VALIDATION_FAILED'))),
      );
    },

    onExecute({ args, setExecuteFn }) {
      guard(args);
      setExecuteFn(async (given) =>
        masked(await execute({ ...given, hideSuggestions, ...coercion })),
      );
    },

    onSubscribe({ args, setSubscribeFn }) {
      guard(args);
      setSubscribeFn(async (given) => {
        const results = await subscribe({ ...given, hideSuggestions, ...coercion });
        if (!isAsyncIterable(results)) return masked(results);
        const toResult = (error: unknown) => ({ errors: [mask(error)] });
        const cutOff = cutOffOf(given.contextValue);
        return toLiveResults(results[Symbol.asyncIterator](), masked, toResult, cutOff);
      });
    },
  };
}

const coercion = { options: { maxCoercionErrors: MAX_ERRORS } };

/** Secrets are wrapped in the arguments of the phase itself, so nothing later sees them bare. */
function guard(args: ExecutionArgs & { variableValues?: unknown }) {
  const operation = getOperationAST(args.document, args.operationName);
  if (!operation || !args.variableValues) return;
  args.variableValues = wrapSecrets(args.schema, operation, args.variableValues);
}

/**
 * The errors of a result. Those without a path are about the variables: nothing was executed, and
 * graphql adds one more to say that it has stopped counting.
 */
function refusalsOf({ errors = [] }: ExecutionResult): readonly unknown[] {
  const isRefused = errors.every(({ path }) => path === undefined);
  return isRefused
    ? errors.slice(0, MAX_ERRORS).map((error) => withCode(error, 'BAD_USER_INPUT'))
    : errors;
}

/** Errors of a request answer 400 under `application/graphql-response+json`, 200 under JSON. */
function withCode(error: unknown, code: ClientErrorCode) {
  if (!(error instanceof GraphQLError)) return error;
  return new GraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    extensions: { code, http: { spec: true, status: 400 } },
  });
}
