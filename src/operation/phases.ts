import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  parse,
  validate,
  type ValidationRule,
} from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { type LimitName, limits } from '../limits.ts';
import type { Admission } from './admission.ts';
import { noIntrospection } from './documents/introspection.ts';
import type { Documents } from './documents/known-documents.ts';
import type { Engine } from './engine/engine.ts';
import { createFailures, createReport, type ReportedFailure } from './errors/failures.ts';
import { invalidDocument, withoutSchema } from './errors/hidden-schema.ts';
import { toClientError, type Watchers } from './errors/masking.ts';
import { type ClientErrorCode, limitExceeded, refusedRequest } from './refusal.ts';
import { limitsProblem, parseLimitOf, parseLimits } from './rules/size.ts';
import { wrapSecrets } from './secrets.ts';
import { type Lease, toLiveResults } from './stream.ts';

export interface PhaseOptions {
  /** Called with each failure that is not the client's own, and with each bound that it met. */
  readonly failed: (failure: ReportedFailure) => void;
  readonly limited: NonNullable<Watchers['limited']>;
  readonly refused?: Watchers['refused'];
  readonly engine: Engine;
  /** True in production: no introspection, and no errors that tell of the schema bit by bit. */
  readonly hidesSchema: boolean;
  readonly documents: Documents;
  readonly admission: Admission;
  /** Of a stream about to be opened; a refusal, or null when nobody is there to read it. */
  readonly leaseOf: (context: object) => Lease | GraphQLError | null;
}

/**
 * Every operation passes these phases (parse, validate, execute or subscribe), whichever transport
 * brought it: HTTP and SSE through Yoga, WebSocket through `yoga.getEnveloped`. What holds for all
 * operations stands here and in no hook that one transport alone calls.
 */
export function useOperationPhases(options: PhaseOptions): Plugin {
  const {
    failed,
    limited,
    refused = () => {},
    engine,
    hidesSchema,
    documents,
    admission,
    leaseOf,
  } = options;
  const report = createReport(failed);
  const mask = (error: unknown) => toClientError(error, { failed: report, limited, refused });
  const coercion = {
    hideSuggestions: hidesSchema,
    options: { maxCoercionErrors: limits.requestErrors },
  };

  function masked({ errors, ...result }: ExecutionResult): ExecutionResult {
    if (!errors) return result;
    const failures = createFailures(failed);
    const told = refusalsOf(hidesSchema ? withoutSchema(errors) : errors).map((error) =>
      toClientError(error, { failed: failures.add, limited }),
    );
    failures.report();
    return { ...result, errors: told };
  }

  function check(schema: GraphQLSchema, document: DocumentNode, rules?: readonly ValidationRule[]) {
    const problem = limitsProblem(document, { mayIntrospect: !hidesSchema });
    if (problem !== undefined) return [limitExceeded(problem)];
    if (!hidesSchema) return validate(schema, document, rules, { maxErrors: limits.requestErrors });
    // Nobody hears the suggestions, and they are what costs most.
    const quick = { maxErrors: 1, hideSuggestions: true };
    const fits = [noIntrospection, rules].every(
      (each) => validate(schema, document, each, quick).length === 0,
    );
    return fits ? [] : [invalidDocument()];
  }

  /** What to run, and what it costs, or why it is not run. */
  async function admit(args: ExecutionArgs): Promise<[ExecutionArgs, number] | GraphQLError> {
    const operation = getOperationAST(args.document, args.operationName);
    if (!operation) return [{ ...args, ...coercion }, 0];
    const admitted = await admission(args, operation);
    if (admitted instanceof GraphQLError) return admitted;
    return [{ ...args, ...coercion }, admitted.cost];
  }

  return {
    onParse({ setParseFn }) {
      setParseFn((source: string | { readonly body: string }, parseOptions) => {
        const text = typeof source === 'string' ? source : source.body;
        if (!documents.isAllowed(text)) throw mask(unknownDocument());
        try {
          return parse(text, { ...parseOptions, ...parseLimits });
        } catch (error) {
          throw mask(withCode(error, 'GRAPHQL_PARSE_FAILED', parseLimitOf(error)));
        }
      });
    },

    onValidate({ setValidationFn }) {
      setValidationFn((schema, document, rules) =>
        check(schema, document, rules)
          .slice(0, limits.requestErrors)
          .map((error) => mask(withCode(error, 'GRAPHQL_VALIDATION_FAILED'))),
      );
    },

    onExecute({ args, setExecuteFn }) {
      guard(args);
      setExecuteFn(async (given) => {
        const admitted = await admit(given);
        if (admitted instanceof GraphQLError) return { errors: [mask(admitted)] };
        try {
          return masked(await engine.execute(...admitted));
        } catch (refusal) {
          return { data: null, errors: [mask(refusal)] };
        }
      });
    },

    onSubscribe({ args, setSubscribeFn }) {
      guard(args);
      setSubscribeFn(async (given) => {
        const admitted = await admit(given);
        if (admitted instanceof GraphQLError) return { errors: [mask(admitted)] };
        const lease = leaseOf(Object(given.contextValue));
        if (lease === null) return { data: null };
        if (lease instanceof GraphQLError) return { errors: [mask(lease)] };
        let results: AsyncIterator<ExecutionResult> | undefined;
        try {
          const source = await engine.subscribe(...admitted);
          if (!isAsyncIterable(source)) return masked(source);
          results = source[Symbol.asyncIterator]();
        } catch (refusal) {
          return { errors: [mask(refusal)] };
        } finally {
          // No stream will ever end: what was taken for it is given back.
          if (results === undefined) lease.release();
        }
        const toResult = (error: unknown) => ({ errors: [mask(error)] });
        return toLiveResults({ results, mask: masked, toResult, lease });
      });
    },
  };
}

function unknownDocument(): GraphQLError {
  const message = 'This gateway only runs documents from its manifest; this one is not in it.';
  return refusedRequest(message, 'PERSISTED_QUERY_NOT_FOUND');
}

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
function refusalsOf(errors: readonly GraphQLError[]): readonly unknown[] {
  const isRefused = errors.every(({ path }) => path === undefined);
  return isRefused
    ? errors.slice(0, limits.requestErrors).map((error) => withCode(error, 'BAD_USER_INPUT'))
    : errors;
}

/** Errors of a request answer 400 under `application/graphql-response+json`, 200 under JSON. */
function withCode(error: unknown, code: ClientErrorCode, limit?: LimitName) {
  if (!(error instanceof GraphQLError)) return error;
  return new GraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    extensions: {
      code,
      limit: limit ?? error.extensions['limit'],
      http: { spec: true, status: 400 },
    },
  });
}
