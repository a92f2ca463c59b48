import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { Session } from '../auth/authenticator.ts';
import { createDocumentCache } from './documents/document-cache.ts';
import type { KnownDocuments } from './documents/known-documents.ts';
import {
  type PreparedDocument,
  type PreparedOperation,
  prepareDocument,
} from './documents/prepare.ts';
import type { Reads } from './engine/engine.ts';
import type { Mask } from './errors/masking.ts';
import { toRefusal } from './errors/sentences.ts';
import { Refusal } from './refusal.ts';
import type { OperationRequest } from './request.ts';
import type { Respond } from './respond.ts';
import { checkCost } from './rules/cost.ts';
import type { CredentialAttempts } from './rules/credential-attempts.ts';
import { checkCredentialFields, triesCredentials } from './rules/credentials.ts';
import { checkMethod } from './rules/method.ts';
import type { Authenticate } from './rules/refused-tokens.ts';
import { checkResponseForm } from './rules/response-form.ts';
import { wrapSecrets } from './secrets.ts';

/** What every operation passes, whichever transport brings it. The order of all rules stands here. */
export interface Pipeline {
  /** The operation that a request means. What can be known of its document is found out once. */
  readonly prepare: (request: OperationRequest) => PreparedOperation | Refusal;
  /**
   * Runs an operation for its caller. A refusal for who is not let in; whatever else is refused is a
   * result. Never rejects, and neither does a stream.
   */
  readonly run: (
    operation: PreparedOperation,
    request: OperationRequest,
  ) => Promise<Refusal | ExecutionResult | AsyncIterableIterator<ExecutionResult>>;
}

export interface PipelineOptions {
  readonly schema: GraphQLSchema;
  /** True in production: no introspection, and no errors that tell of the schema bit by bit. */
  readonly hidesSchema: boolean;
  readonly documents: KnownDocuments;
  readonly authenticate: Authenticate;
  readonly attempts: CredentialAttempts;
  /** What the resolvers of one operation work with, and what it reads of MX. */
  readonly startContext: (
    session: Session,
    request: OperationRequest,
  ) => { readonly contextValue: object; readonly reads: Reads };
  readonly respond: Respond;
  readonly mask: Mask;
}

export function createPipeline(options: PipelineOptions): Pipeline {
  const { schema, hidesSchema, documents, authenticate, attempts } = options;
  const { startContext, respond, mask } = options;
  const prepared = createDocumentCache<PreparedDocument>();

  function prepareOnce(text: string): PreparedDocument | Refusal {
    const known = prepared.get(text);
    if (known !== undefined) return known;
    const document = prepareDocument(text, { schema, hidesSchema });
    if (!(document instanceof Refusal)) prepared.set(text, document);
    return document;
  }

  async function identify({ session, authorization, findNetwork }: OperationRequest) {
    try {
      return session ?? (await authenticate(authorization, findNetwork));
    } catch (error) {
      return toRefusal(error);
    }
  }

  return {
    prepare(request) {
      const text = documents.find(request.document); // a text, or an id of the manifest
      if (text instanceof Refusal) return text;
      const document = prepareOnce(text); // its tokens, its size, its validity
      if (document instanceof Refusal) return document;
      const operation = document.operationNamed(request.operationName); // one of its operations
      if (operation instanceof Refusal) return operation;
      return checkMethod(operation, request) ?? operation; // no mutation with a safe method
    },

    async run(operation, request) {
      const refuse = (refusal: Refusal): ExecutionResult => ({ errors: mask.refusal(refusal) });

      const session = await identify(request); // a good token, and not too many bad ones
      if (session instanceof Refusal) return session;
      const unfit =
        checkResponseForm(operation.kind, request.readable) ?? // a response that the client can read
        checkCredentialFields(operation.credentialFields); // one try of credentials
      if (unfit !== undefined) return refuse(unfit);

      const variables = wrapSecrets(schema, operation.definition, request.variables.reveal());
      const cost = operation.costFor(variables);
      const tooMuch =
        checkCost(cost) ?? // what it could return
        // Last, so that nothing that is refused counts as an attempt.
        (triesCredentials(schema, operation.definition, variables)
          ? attempts.take(session)
          : undefined);
      if (tooMuch !== undefined) return refuse(tooMuch);

      // A place for a stream; room beside what runs; then the bounds of what it reads and returns.
      const { contextValue, reads } = startContext(session, request);
      return respond(operation, { session, request, variables, cost, contextValue, reads });
    },
  };
}
