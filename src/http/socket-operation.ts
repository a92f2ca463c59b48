import {
  type ExecutionArgs,
  type FormattedExecutionResult,
  getOperationAST,
  GraphQLError,
} from 'graphql';
import type { ExecutionResult, SubscribePayload } from 'graphql-ws';
import type { YogaServerInstance } from 'graphql-yoga';

export type Yoga = YogaServerInstance<object, object>;

type Enveloped = ReturnType<Yoga['getEnveloped']>;

interface SocketArgs extends ExecutionArgs {
  readonly rootValue: Enveloped;
}

export interface Phases {
  /** Yoga, for its phases: an operation on a socket passes the same ones as over HTTP. */
  readonly yoga: Yoga;
  /** What a client is told of an error: the one door out, as over HTTP. */
  readonly mask: (error: unknown) => GraphQLError;
  /** The text of the document that a request means, where it names one by id. */
  readonly toQuery: (request: SubscribePayload) => string;
}

/**
 * Takes an operation through parse, validate and context. What it cannot pass is the answer to
 * that operation alone: an error thrown here would close the socket under all the others.
 *
 * @param connection what the context is made from, beside the request
 */
export async function prepareOperation(
  { yoga, mask, toQuery }: Phases,
  payload: SubscribePayload,
  connection: object,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const { variables, operationName } = payload;
  try {
    const query = toQuery(payload);
    const params = { query, variables: variables ?? undefined, operationName };
    const enveloped = yoga.getEnveloped({ ...connection, params });
    const document = enveloped.parse(query);
    const errors: readonly GraphQLError[] = enveloped.validate(enveloped.schema, document);
    if (errors.length > 0) return errors;
    if (!getOperationAST(document, operationName)) return [mask(unclearOperation)];
    return {
      schema: enveloped.schema,
      document,
      operationName,
      variableValues: variables,
      contextValue: await enveloped.contextFactory(),
      rootValue: enveloped,
    };
  } catch (error) {
    return [mask(error)];
  }
}

/** In the words that Yoga uses over HTTP. The name that was sent is not repeated. */
const unclearOperation = new GraphQLError('Could not determine what operation to execute.');

/** The phases that are left for arguments made by `prepareOperation`. */
export function phasesOf(args: ExecutionArgs): Enveloped {
  return (args as SocketArgs).rootValue;
}

/** The `http` extension speaks to Yoga's HTTP side and means nothing here. */
export function toMessage(error: GraphQLError) {
  const { extensions, ...message } = error.toJSON();
  const { http: _http, ...told } = extensions ?? {};
  return { ...message, extensions: told };
}

export function toPayload({ errors, ...result }: ExecutionResult): FormattedExecutionResult {
  return { ...(result as object), ...(errors && { errors: errors.map(toMessage) }) };
}
