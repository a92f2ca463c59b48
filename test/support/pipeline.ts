import type { GraphQLSchema } from 'graphql';
import type { Session } from '../../src/auth/authenticator.ts';
import { createKnownDocuments } from '../../src/operation/documents/known-documents.ts';
import { createEngine } from '../../src/operation/engine/engine.ts';
import { createMask } from '../../src/operation/errors/masking.ts';
import { createPipeline, type PipelineOptions } from '../../src/operation/pipeline.ts';
import { OperationNotes, type OperationRequest } from '../../src/operation/request.ts';
import { createRespond } from '../../src/operation/respond.ts';
import { createCredentialAttempts } from '../../src/operation/rules/credential-attempts.ts';
import { createOperationBudgets } from '../../src/operation/rules/operation-budget.ts';
import { createStreamPlaces } from '../../src/operation/rules/places.ts';
import { createOnSessionEnd } from '../../src/operation/session-end.ts';
import { Secret } from '../../src/secret.ts';
import { createOwnState } from './own-state.ts';

/** A session of a partner, to which no limit of one user applies. */
export const service: Session = {
  viewer: { kind: 'partner' },
  caller: 'service',
  expiresAt: null,
  isStillGood: () => Promise.resolve(true),
};

/** A session of an end user. */
export const ada: Session = {
  ...service,
  viewer: { kind: 'user', userGuid: 'USR-1' },
  caller: 'user:USR-1',
};

/** A pipeline over any schema, with the real rules and an empty context for resolvers. */
export function createTestPipeline(
  schema: GraphQLSchema,
  { session = service, ...options }: Partial<PipelineOptions> & { session?: Session } = {},
) {
  const mask = createMask({ failed: () => {} });
  const common = { schema, hidesSchema: false, mask };
  const clocks = { now: () => Date.now(), monotonicNow: () => performance.now() };
  const pipeline = createPipeline({
    ...common,
    documents: createKnownDocuments(null),
    authenticate: () => Promise.resolve(session),
    attempts: createCredentialAttempts(createOwnState()),
    startContext: () => ({
      contextValue: {},
      reads: {
        signal: () => new AbortController().signal,
        startEvent: () => {},
        startRemembered: () => {},
        end: () => {},
      },
    }),
    respond: createRespond({
      ...common,
      engine: createEngine({ budgets: createOperationBudgets() }),
      places: createStreamPlaces(createOwnState().createPlaces),
      onSessionEnd: createOnSessionEnd(clocks),
    }),
    ...options,
  });
  return { pipeline, mask };
}

/** A request of a client that can read every form and never disconnects. */
export function createRequest(
  query: string,
  {
    variables = {},
    ...more
  }: Omit<Partial<OperationRequest>, 'variables'> & { variables?: Record<string, unknown> } = {},
): OperationRequest {
  return {
    transport: 'http',
    document: { query },
    variables: new Secret(variables),
    memoryBytes: 0,
    isSafe: false,
    readable: { result: true, stream: true },
    client: { gone: new AbortController().signal },
    findNetwork: () => null,
    notes: new OperationNotes(),
    ...more,
  };
}
