import { createHash } from 'node:crypto';
import { type DocumentNode, type ExecutionResult, type OperationDefinitionNode } from 'graphql';
import type { PreparedOperation } from '../operation/documents/prepare.ts';
import type { Pipeline } from '../operation/pipeline.ts';
import { Refusal } from '../operation/refusal.ts';
import type { OperationRequest } from '../operation/request.ts';
import { isStream } from '../operation/stream.ts';

/** One operation, reported at its end: after its response, or when its stream was closed. */
export interface OperationEvent {
  /** Null for an anonymous operation, and for a name longer than 64 characters. */
  readonly name: string | null;
  /** Null if the document could not be parsed, or if it is unclear which operation was selected. */
  readonly type: 'query' | 'mutation' | 'subscription' | null;
  readonly transport: 'http' | 'sse' | 'websocket';
  /** The first 16 hex digits of the SHA-256 of the document's text. */
  readonly documentHash: string | null;
  readonly durationMs: number;
  /** The number of results: 1, or the number of events of a stream. */
  readonly results: number;
  /** The distinct `extensions.code` of the errors in the results; empty if there were no errors. */
  readonly codes: readonly string[];
  /** The number of calls to MX, if the gateway counts them. */
  readonly upstreamCalls: number | undefined;
}

export interface OperationEventOptions {
  readonly onOperation: (event: OperationEvent) => void;
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
}

/**
 * A pipeline that reports every operation that it ran or refused. An event only contains names,
 * kinds and codes: no variable, no argument and no text of the document.
 */
export function observeOperations(
  pipeline: Pipeline,
  { onOperation, now = () => performance.now() }: OperationEventOptions,
): Pipeline {
  function report(
    { transport, notes }: OperationRequest,
    { name, type, documentHash }: Followed,
    { results, codes }: Pick<OperationEvent, 'results' | 'codes'>,
  ): void {
    const { startedAt = now(), tally } = notes;
    onOperation({
      name: name !== null && name.length <= 64 ? name : null,
      type,
      transport: type === 'subscription' && transport === 'http' ? 'sse' : transport,
      documentHash,
      durationMs: Math.round((now() - startedAt) * 10) / 10,
      results,
      codes,
      upstreamCalls: tally?.calls(),
    });
  }

  /** Returns an object that collects results, and reports the operation once, at its first end. */
  function follow(request: OperationRequest, operation: Followed) {
    const codes = new Set<string>();
    let results = 0;
    let isReported = false;
    return {
      add: (found: readonly string[]) => {
        results += 1;
        for (const code of found) codes.add(code);
      },
      report: () => {
        if (isReported) return;
        isReported = true;
        report(request, operation, { results, codes: [...codes] });
      },
    };
  }

  function reportOne(request: OperationRequest, operation: Followed, codes: readonly string[]) {
    const distinct = codes.length > 1 ? [...new Set(codes)] : codes;
    report(request, operation, { results: 1, codes: distinct });
  }

  return {
    prepare(request) {
      request.notes.startedAt = now();
      const operation = pipeline.prepare(request);
      if (operation instanceof Refusal) {
        reportOne(request, toRefused(operation, request), [operation.code]);
      }
      return operation;
    },

    async run(operation, request) {
      const result = await pipeline.run(operation, request);
      const followed = toFollowed(operation);
      if (result instanceof Refusal) reportOne(request, followed, [result.code]);
      else if (isStream(result)) return followStream(result, follow(request, followed));
      else reportOne(request, followed, readCodes(result));
      return result;
    },
  };
}

type Followed = Pick<OperationEvent, 'name' | 'type' | 'documentHash'>;

/** A stream is reported when it is over, or closed by its reader. */
function followStream(
  stream: AsyncIterableIterator<ExecutionResult>,
  {
    add,
    report,
  }: { readonly add: (codes: readonly string[]) => void; readonly report: () => void },
): AsyncIterableIterator<ExecutionResult> {
  return {
    next: () =>
      stream.next().then((step) => {
        if (step.done === true) report();
        else add(readCodes(step.value));
        return step;
      }),
    async return(value) {
      report();
      return (await stream.return?.(value)) ?? { done: true, value };
    },
    async throw(error) {
      report();
      if (stream.throw) return stream.throw(error);
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function toFollowed({ definition, kind, documentHash }: PreparedOperation): Followed {
  return { name: definition.name?.value ?? null, type: kind, documentHash };
}

function toRefused({ document }: Refusal, request: OperationRequest): Followed {
  const operation = findOperation(document, request.operationName);
  const { query } = request.document;
  return {
    name: operation?.name?.value ?? null,
    type: operation?.operation ?? null,
    documentHash: typeof query === 'string' ? hash(query) : null,
  };
}

function findOperation(document: DocumentNode | undefined, named?: string | null) {
  const operations = (document?.definitions ?? []).filter(
    (definition): definition is OperationDefinitionNode =>
      definition.kind === 'OperationDefinition',
  );
  if (!named) return operations.length === 1 ? operations[0] : undefined;
  return operations.find(({ name }) => name?.value === named);
}

const NO_CODES: readonly string[] = [];

function readCodes({ errors }: ExecutionResult): readonly string[] {
  if (errors === undefined) return NO_CODES;
  return errors.map(({ extensions: { code } }) => (typeof code === 'string' ? code : 'INTERNAL'));
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
