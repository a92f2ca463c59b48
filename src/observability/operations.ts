import { createHash } from 'node:crypto';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** One operation, told when it ended: after its answer, or when its stream was closed. */
export interface OperationEvent {
  /** Null for an anonymous operation, and for a name longer than 64 characters. */
  readonly name: string | null;
  /** Null when the document could not be parsed, or does not say which operation was meant. */
  readonly type: 'query' | 'mutation' | 'subscription' | null;
  readonly transport: 'http' | 'sse' | 'websocket';
  /** Of the document's text: the first 16 hex digits of its SHA-256. */
  readonly documentHash: string | null;
  readonly durationMs: number;
  /** Answers given: 1, or the number of events of a stream. */
  readonly results: number;
  /** The distinct `extensions.code` of the errors in them; empty when all went well. */
  readonly codes: readonly string[];
  /** Calls that this operation made to MX, where the gateway counts them. */
  readonly upstreamCalls: number | undefined;
}

export interface OperationEventOptions {
  readonly onOperation: (event: OperationEvent) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
  readonly countUpstreamCalls?: (context: object) => number | undefined;
}

/** The part of an execution result that is looked at. */
interface Answer {
  readonly errors?: readonly unknown[];
}

interface Measure {
  readonly startedAt: number;
  readonly documentHash: string | null;
}

/**
 * Measures every operation on the phases that all transports share, so that a WebSocket operation
 * run through `yoga.getEnveloped` counts like one over HTTP. Names, kinds and codes alone: no
 * variable, no argument and no text of the document ends up in an event.
 */
export function useOperationEvents({
  onOperation,
  now = () => performance.now(),
  countUpstreamCalls,
}: OperationEventOptions): Plugin {
  // The context object is one operation's own on every transport, and the same in all its phases.
  const measures = new WeakMap<object, Measure>();

  /** Returns the function that ends the measure: it tells once, whatever ends first. */
  function follow(context: object, document: DocumentNode | null, named?: string | null) {
    const { startedAt, documentHash } = measures.get(context) ?? {
      startedAt: now(),
      documentHash: null,
    };
    const operation = findOperation(document, named);
    const codes = new Set<string>();
    let results = 0;
    let isTold = false;
    return {
      add: (errors: readonly unknown[] | undefined, uncoded = 'INTERNAL') => {
        results += 1;
        for (const error of errors ?? []) codes.add(codeOf(error) ?? uncoded);
      },
      tell: () => {
        if (isTold) return;
        isTold = true;
        const name = operation?.name?.value ?? null;
        onOperation({
          name: name !== null && name.length <= 64 ? name : null,
          type: operation?.operation ?? null,
          transport: transportOf(context, operation?.operation),
          documentHash,
          durationMs: Math.round((now() - startedAt) * 10) / 10,
          results,
          codes: [...codes],
          upstreamCalls: countUpstreamCalls?.(context),
        });
      },
    };
  }

  /** A single answer ends the measure; a stream does when it is over, or closed by its reader. */
  function followResult(
    followed: ReturnType<typeof follow>,
    result: Answer | AsyncIterable<Answer>,
  ) {
    if (isStream(result)) {
      const onNext = (each: { readonly result: Answer }) => followed.add(each.result.errors);
      return { onNext, onEnd: followed.tell };
    }
    followed.add(result.errors);
    followed.tell();
    return undefined;
  }

  return {
    onParse({ context, params }) {
      measures.set(context, { startedAt: now(), documentHash: hash(params.source) });
      return ({ result }) => {
        if (!(result instanceof Error)) return;
        const followed = follow(context, null);
        followed.add([result], 'GRAPHQL_PARSE_FAILED');
        followed.tell();
      };
    },

    onValidate({ context, params }) {
      return ({ valid, result }) => {
        if (valid) return;
        const followed = follow(context, params.documentAST, requestedName(context));
        followed.add(result, 'GRAPHQL_VALIDATION_FAILED');
        followed.tell();
      };
    },

    onExecute({ context, args }) {
      const followed = follow(context, args.document, args.operationName);
      return { onExecuteDone: ({ result }) => followResult(followed, result) };
    },

    onSubscribe({ context, args }) {
      const followed = follow(context, args.document, args.operationName);
      return { onSubscribeResult: ({ result }) => followResult(followed, result) };
    },
  };
}

function findOperation(document: DocumentNode | null, named?: string | null) {
  const operations = (document?.definitions ?? []).filter(
    (definition): definition is OperationDefinitionNode =>
      definition.kind === 'OperationDefinition',
  );
  if (!named) return operations.length === 1 ? operations[0] : undefined;
  return operations.find(({ name }) => name?.value === named);
}

function requestedName(context: object): string | undefined {
  const { params } = context as { params?: { operationName?: unknown } };
  return typeof params?.operationName === 'string' ? params.operationName : undefined;
}

/** Yoga puts the Request into the context of what came over HTTP, graphql-ws its connection into its own. */
function transportOf(context: object, type: string | undefined): OperationEvent['transport'] {
  if (!('request' in context) || 'connectionParams' in context) return 'websocket';
  return type === 'subscription' ? 'sse' : 'http';
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { extensions?: { code?: unknown } }).extensions?.code;
  return typeof code === 'string' ? code : undefined;
}

function hash(source: unknown): string {
  const text = typeof source === 'string' ? source : String((source as { body?: unknown }).body);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function isStream(result: Answer | AsyncIterable<Answer>): result is AsyncIterable<Answer> {
  return Symbol.asyncIterator in result;
}
