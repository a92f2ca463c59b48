import { hash } from 'node:crypto';
import type { Session } from '../auth/authenticator.ts';
import type { Config } from '../config.ts';
import { createContext, type Services } from '../context.ts';
import type { Events } from '../observability/event-types.ts';
import type { Measurements } from '../observability/measurements.ts';
import { observeOperations } from '../observability/operations.ts';
import type { Traces } from '../observability/traces/traces.ts';
import type { AgentQuery } from '../operation/documents/agent-queries.ts';
import { createKnownDocuments } from '../operation/documents/known-documents.ts';
import { type Manifest, readManifest } from '../operation/documents/manifest.ts';
import type { PreparedOperation } from '../operation/documents/prepare.ts';
import { createEngine } from '../operation/engine/engine.ts';
import { createMask } from '../operation/errors/masking.ts';
import { createPipeline, type PipelineOptions } from '../operation/pipeline.ts';
import { createRespond } from '../operation/respond.ts';
import { createCredentialAttempts } from '../operation/rules/credential-attempts.ts';
import { createOperationBudgets } from '../operation/rules/operation-budget.ts';
import { createStreamPlaces } from '../operation/rules/places.ts';
import type { OnSessionEnd } from '../operation/session-end.ts';
import type { SharedState } from '../shared/shared-state.ts';
import { toServedSchema } from './served-schema.ts';

export interface OperationParts extends Pick<PipelineOptions, 'authenticate' | 'recognise'> {
  readonly config: Config;
  readonly events: Events;
  readonly measure: Measurements;
  readonly services: Services;
  readonly shared: SharedState;
  readonly onSessionEnd: OnSessionEnd;
  readonly traces: Traces | null;
  /** What agents may run, which is known like the documents of the manifest. */
  readonly agentQueries: readonly AgentQuery[] | null;
}

/** The pipeline over this schema, whose resolvers work with these services. */
export async function createOperations(parts: OperationParts) {
  const { config, events, measure, services, shared, authenticate, recognise } = parts;
  const schema = toServedSchema(config);
  const budgets = createOperationBudgets();
  const { onSessionEnd, traces } = parts;
  const mask = createMask({
    failed: events.failed,
    limited: events.limited,
    refused: (refusal) => events.refused({ what: 'request', ...refusal }),
    hidesSchema: config.isProduction,
  });

  const pipeline = observeOperations(
    createPipeline({
      schema,
      hidesSchema: config.isProduction,
      documents: createKnownDocuments(await readKnown(config, parts.agentQueries)),
      authenticate,
      recognise,
      attempts: createCredentialAttempts({ createTries: shared.createTries }),
      startContext: ({ session, request, operation, variables, left }) => {
        const operationId = toOperationId(session, operation, variables);
        const callsBefore = request.notes.tally?.calls() ?? 0;
        const { trace } = request.notes;
        const options = { session, left, operationId, callsBefore, listener: trace?.listener };
        const contextValue = createContext(services, options);
        const { reads } = contextValue;
        request.notes.tally = reads.tally;
        const isTraced = trace !== undefined && operation.kind === 'subscription';
        return { contextValue, reads: isTraced ? trace.readsOf(reads) : reads };
      },
      respond: createRespond({
        schema,
        hidesSchema: config.isProduction,
        engine: createEngine({ budgets, onEvent: measure.eventStarted }),
        mask,
        places: createStreamPlaces(shared.createPlaces),
        onSessionEnd,
      }),
      mask,
      onDocumentRead: (result) => measure.cacheRead('documents', result),
    }),
    {
      onOperation: events.operation,
      onStream: events.streamStarted,
      onStreams: measure.streams,
      slowMs: config.slowOperationMs,
    },
  );
  return {
    pipeline: traces?.ofOperations(pipeline) ?? pipeline,
    mask: traces?.ofErrors(mask) ?? mask,
    operationBytes: budgets.usedBytes,
  };
}

/** Null if every document may run. */
async function readKnown(
  { persistedDocuments: path }: Config,
  agentQueries: readonly AgentQuery[] | null,
): Promise<Manifest | null> {
  if (path === null) return null;
  const ofAgents = (agentQueries ?? []).map(({ text }) => [hash('sha256', text), text] as const);
  return new Map([...(await readManifest(path)), ...ofAgents]);
}

function toOperationId(
  { caller }: Session,
  operation: PreparedOperation,
  variables: Readonly<Record<string, unknown>>,
): QueryOfCaller | null {
  return operation.kind === 'query' ? new QueryOfCaller(caller, operation, variables) : null;
}

/** Equal texts are the same query of the same caller. No variable can be read from a text. */
class QueryOfCaller {
  readonly operation: PreparedOperation;
  readonly #caller: string;
  readonly #variables: Readonly<Record<string, unknown>>;
  #text: string | undefined;

  constructor(
    caller: string,
    operation: PreparedOperation,
    variables: Readonly<Record<string, unknown>>,
  ) {
    this.operation = operation;
    this.#caller = caller;
    this.#variables = variables;
  }

  text(): string {
    return (this.#text ??= this.#toText());
  }

  #toText(): string {
    const { documentHash, definition } = this.operation;
    const isPlain = Object.keys(this.#variables).length === 0;
    const print = isPlain ? '' : hash('sha256', JSON.stringify(this.#variables), 'base64');
    return [this.#caller, documentHash, definition.name?.value, print].join(' ');
  }
}
