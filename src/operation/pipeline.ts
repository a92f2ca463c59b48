import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { Authenticator, Session } from '../auth/authenticator.ts';
import type { Departure } from '../departure.ts';
import type { Feed } from '../feed.ts';
import { createDocumentCache } from './documents/document-cache.ts';
import type { KnownDocuments } from './documents/known-documents.ts';
import {
  type PreparedDocument,
  type PreparedOperation,
  prepareDocument,
} from './documents/prepare.ts';
import type { OperationContext } from './engine/engine.ts';
import type { Mask } from './errors/masking.ts';
import { toRefusal } from './errors/sentences.ts';
import { explain } from './explain.ts';
import { Refusal } from './refusal.ts';
import { Refused } from './refused.ts';
import type { CallerKind, OperationRequest } from './request.ts';
import type { Respond } from './respond.ts';
import { checkCost } from './rules/cost.ts';
import type { CredentialAttempts } from './rules/credential-attempts.ts';
import { checkCredentialFields, triesCredentials } from './rules/credentials.ts';
import { checkMethod } from './rules/method.ts';
import type { Authenticate } from './rules/refused-tokens.ts';
import { checkResponseForm } from './rules/response-form.ts';
import { wrapSecrets } from './secrets.ts';
import { isStream } from './stream.ts';

/** The steps of every operation, on any transport. This file defines the order of all rules. */
export interface Pipeline {
  /** Returns the operation that a request selects. The result of preparing a document is cached. */
  readonly prepare: (request: OperationRequest) => PreparedOperation | Refused;
  /**
   * Runs an operation for its caller. It is refused if the caller is not admitted; every other
   * refusal is a result with errors. Never rejects, and neither does a stream.
   */
  readonly run: (
    operation: PreparedOperation,
    request: OperationRequest,
  ) => Promise<Refused | ExecutionResult | Feed<ExecutionResult>>;
}

export interface ContextStart {
  readonly session: Session;
  readonly request: OperationRequest;
  readonly operation: PreparedOperation;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Aborted when no client waits for the reads any more. */
  readonly left: Departure;
}

export interface PipelineOptions {
  readonly schema: GraphQLSchema;
  /** True in production: no introspection, and no errors that reveal the schema bit by bit. */
  readonly hidesSchema: boolean;
  readonly documents: KnownDocuments;
  readonly authenticate: Authenticate;
  /** Defaults to none: then every token takes the way of `authenticate`. */
  readonly recognise?: Authenticator['recognise'] | undefined;
  readonly attempts: CredentialAttempts;
  /** Creates the context of one operation's resolvers, and its reads from MX. */
  readonly startContext: (start: ContextStart) => OperationContext;
  readonly respond: Respond;
  readonly mask: Mask;
  /** Called for each look into the cache of prepared documents. */
  readonly onDocumentRead?: ((result: 'hit' | 'miss') => void) | undefined;
}

export function createPipeline(options: PipelineOptions): Pipeline {
  const { schema, hidesSchema, documents, authenticate, attempts } = options;
  const { recognise = () => undefined, startContext, respond, mask } = options;
  const { onDocumentRead = () => {} } = options;
  const prepared = createDocumentCache<PreparedDocument>();

  function prepareOnce(text: string): PreparedDocument | Refusal {
    const known = prepared.get(text);
    onDocumentRead(known === undefined ? 'miss' : 'hit');
    if (known !== undefined) return known;
    const document = prepareDocument(text, { schema, hidesSchema });
    if (!(document instanceof Refusal)) prepared.set(text, document);
    return document;
  }

  async function identify({ authorization, findNetwork }: OperationRequest) {
    try {
      return await authenticate(authorization, findNetwork);
    } catch (error) {
      return toRefusal(error);
    }
  }

  function select(request: OperationRequest): PreparedOperation | Refusal {
    const text = documents.find(request.document); // its text, sent or found by its id
    if (text instanceof Refusal) return text;
    const document = prepareOnce(text); // its tokens, its size, its validity
    if (document instanceof Refusal) return document;
    const operation = document.operationNamed(request.operationName); // one of its operations
    if (operation instanceof Refusal) return operation;
    return checkMethod(operation, request) ?? operation; // no mutation with a safe method
  }

  const refuse = (refusal: Refusal): ExecutionResult => ({ errors: mask.refusal(refusal) });

  return {
    prepare(request) {
      const operation = select(request);
      return operation instanceof Refusal ? new Refused(operation, refuse(operation)) : operation;
    },

    async run(operation, request) {
      const session =
        request.session ??
        recognise(request.authorization) ?? // a good token; bad tokens are counted
        (await identify(request));
      if (session instanceof Refusal) return new Refused(session, refuse(session));
      request.notes.caller = toCallerKind(session);
      const unfit =
        checkResponseForm(operation.kind, request.readable) ?? // a response that the client can read
        checkCredentialFields(operation.credentialFields); // one field with credentials
      if (unfit !== undefined) return refuse(unfit);

      const variables = wrapSecrets(operation.secretVariables, request.variables.reveal());
      const cost = operation.costFor(variables);
      const tooMuch =
        checkCost(cost) ?? // the objects that it could return
        operation.deferral.checkCounts(variables) ?? // the items that come first
        // The last check, so that a refused operation never counts as an attempt.
        (triesCredentials(schema, operation, variables) ? await attempts.take(session) : undefined);
      if (tooMuch !== undefined) return refuse(tooMuch);

      // `respond` applies the remaining limits: a place for a stream, memory, and the sizes of
      // reads and response.
      const start = { session, request, operation, variables };
      const { contextValue, reads } = startContext({ ...start, left: request.client.gone });
      const context = { contextValue, reads, startEvent: toStartEvent(start, startContext) };
      const result = await respond(operation, { session, request, variables, cost, ...context });
      if (isStream(result)) return result;
      return explain(result, request, { session, isProduction: hidesSchema });
    },
  };
}

function toCallerKind({ caller, viewer }: Session): CallerKind {
  return caller === 'anonymous' ? 'none' : viewer.kind;
}

const none = {};

/** The variables do not stay in memory with a stream: an event has its result without them. */
function toStartEvent(
  { session, request, operation }: Omit<ContextStart, 'variables' | 'left'>,
  startContext: PipelineOptions['startContext'],
): (left: Departure) => OperationContext {
  return (left) => startContext({ session, request, operation, variables: none, left });
}
