import {
  type DocumentNode,
  type ExecutionArgs,
  getVariableValues,
  type GraphQLError,
  type GraphQLSchema,
  type ValidatedExecutionArgs,
  type ValidatedSubscriptionArgs,
  validateExecutionArgs,
} from 'graphql';

/** An operation to execute. */
export interface OperationArgs extends Pick<
  ExecutionArgs,
  'rootValue' | 'contextValue' | 'variableValues' | 'operationName' | 'options'
> {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly hideSuggestions?: boolean;
}

/** What graphql's `validateExecutionArgs` returns. */
export type ValidateArgs = (
  args: OperationArgs,
) => readonly GraphQLError[] | ValidatedExecutionArgs;

/** What differs between two executions; it may contain secrets, and is never kept. */
type Own = 'rootValue' | 'contextValue' | 'rawVariableValues' | 'variableValues';

/** What is the same for all executions of one operation. */
type Static = Omit<ValidatedExecutionArgs, Own>;

/**
 * `validateExecutionArgs` with less work: after the first execution of an operation, only the values
 * of its variables are validated.
 */
export function createValidateArgs(): ValidateArgs {
  const documents = new WeakMap<DocumentNode, Map<string | undefined, Static>>();

  return (args) => {
    const { schema, document, operationName, hideSuggestions = false } = args;
    const name = operationName ?? undefined;
    const known = documents.get(document)?.get(name);
    if (known?.schema === schema && known.hideSuggestions === hideSuggestions) {
      return withVariables(known, args);
    }
    const validated = validateExecutionArgs(args);
    if (!('schema' in validated)) return validated;
    const { rootValue: _root, contextValue: _context, ...rest } = validated;
    const { rawVariableValues: _raw, variableValues: _values, ...fixed } = rest;
    const operations = documents.get(document) ?? new Map<string | undefined, Static>();
    documents.set(document, operations.set(name, fixed));
    return validated;
  };
}

export function isSubscription(args: ValidatedExecutionArgs): args is ValidatedSubscriptionArgs {
  return args.operation.operation === 'subscription';
}

const none: ValidatedExecutionArgs['variableValues'] = Object.freeze({
  sources: Object.freeze(Object.create(null)),
  coerced: Object.freeze(Object.create(null)),
});

/** graphql's own bound. */
const MAX_ERRORS = 50;

function withVariables(known: Static, args: OperationArgs) {
  const { rootValue, contextValue, variableValues: rawVariableValues, options } = args;
  const { schema, operation, hideSuggestions } = known;
  const own = { rootValue, contextValue, rawVariableValues };
  const definitions = operation.variableDefinitions ?? [];
  if (definitions.length === 0) return { ...known, ...own, variableValues: none };
  const maxErrors = options?.maxCoercionErrors ?? MAX_ERRORS;
  const how = { maxErrors, hideSuggestions };
  const { errors, variableValues } = getVariableValues(
    schema,
    definitions,
    rawVariableValues ?? {},
    how,
  );
  return errors ?? { ...known, ...own, variableValues };
}
