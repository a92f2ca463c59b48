import {
  type ExecutionResult,
  GraphQLError,
  type GraphQLLeafType,
  GraphQLString,
  isNonNullType,
  type ValidatedExecutionArgs,
} from 'graphql';
// graphql has no documented interface for counting during execution: see docs/decisions/0023.
import { createSharedExecutionContext } from 'graphql/execution/createSharedExecutionContext.js';
import { Executor } from 'graphql/execution/Executor.js';
import { type LimitName, limits } from '../../limits.ts';
import type { OperationBudget } from '../rules/operation-budget.ts';

type FieldsArgs = Parameters<Executor['executeFields']>;
type FieldSet = FieldsArgs[3];
type HandleFieldError = Executor['handleFieldError'];

/**
 * The memory of a result object, of each of its fields, and of a field that waits for its value.
 */
const OBJECT_BYTES = 200;
const FIELD_BYTES = 40;
const PENDING_BYTES = 1_200;

/**
 * How many bytes are counted before the budget is updated: an update for each leaf is too
 * expensive.
 */
const STEP_BYTES = 4 * 1024;

/** The size of an error in a response, without its path, and its memory before it is masked. */
const ERROR_BYTES = 400;
const ERROR_MEMORY_BYTES = 2_000;

const NULL_BYTES = 4;
/** The size of a number; true and false are shorter. */
const NUMBER_BYTES = 11;

// No resolver uses graphql's signal, which would be aborted, at a price, whenever an operation ends:
// the reads of an operation have a signal of their own.
const noSignal = new AbortController().signal;

/** This error ends the execution from any depth; no client sees it. */
const refused = new Error('The response was refused.');

/** graphql's executor, which stops once the response exceeds its budget. */
export class BoundedExecutor extends Executor {
  readonly #budget: Pick<OperationBudget, 'add'>;
  readonly #sizes = new Map<FieldSet, number>();
  // Bytes since the last update of the budget.
  #bytes = 0;
  #besideBytes = 0;
  #exceeded: LimitName | undefined;
  #errorCount = 0;
  #firstOmitted: unknown;

  constructor(args: ValidatedExecutionArgs, budget: Pick<OperationBudget, 'add'>) {
    super(args, createSharedExecutionContext(noSignal));
    this.#budget = budget;
  }

  /** The limit that ended the execution; the result is then meaningless. */
  get exceeded(): LimitName | undefined {
    return this.#exceeded;
  }

  /** Counts bytes of the response, which also count as memory, and memory in addition to them. */
  #add(bytes: number, besideBytes: number) {
    this.#bytes += bytes;
    this.#besideBytes += besideBytes;
    if (this.#bytes + this.#besideBytes < STEP_BYTES && this.#exceeded === undefined) return;
    this.#exceeded ??= this.#budget.add(this.#bytes, this.#bytes + this.#besideBytes);
    this.#bytes = 0;
    this.#besideBytes = 0;
    if (this.#exceeded !== undefined) throw refused;
  }

  override executeFields(
    parentType: FieldsArgs[0],
    source: FieldsArgs[1],
    path: FieldsArgs[2],
    fields: FieldsArgs[3],
    position: FieldsArgs[4],
  ): ReturnType<Executor['executeFields']> {
    let bytes = this.#sizes.get(fields);
    if (bytes === undefined) {
      bytes = countObjectBytes(fields);
      this.#sizes.set(fields, bytes);
    }
    this.#add(bytes, OBJECT_BYTES + FIELD_BYTES * fields.size);
    return super.executeFields(parentType, source, path, fields, position);
  }

  override completeLeafValue(type: GraphQLLeafType, value: unknown): unknown {
    const coerced = super.completeLeafValue(type, value);
    this.#add(countBytes(type, coerced) - NULL_BYTES, 0);
    return coerced;
  }

  /**
   * A refused execution leaves a promise that nothing awaits; a rejection of that promise is not a
   * bug.
   */
  #addPending(promise: PromiseLike<unknown>) {
    try {
      this.#add(0, PENDING_BYTES);
    } catch (refusal) {
      this.sharedExecutionContext.asyncWorkTracker.add(promise);
      throw refusal;
    }
  }

  override completePromisedValue(...args: Parameters<Executor['completePromisedValue']>) {
    this.#addPending(args[4]);
    return super.completePromisedValue(...args);
  }

  override completePromisedListItemValue(
    ...args: Parameters<Executor['completePromisedListItemValue']>
  ) {
    this.#addPending(args[0]);
    return super.completePromisedListItemValue(...args);
  }

  override handleFieldError(...args: Parameters<HandleFieldError>): void {
    const [thrown, type, , path] = args;
    // If the refusal were located and collected, it would become an error of each field above it.
    if (this.#exceeded !== undefined) throw thrown;
    const isCollected = !isNonNullType(type);
    if (this.#errorCount < limits.responseErrors) {
      if (isCollected) {
        this.#errorCount += 1;
        const bytes = ERROR_BYTES + countPathBytes(path);
        this.#add(bytes, ERROR_MEMORY_BYTES);
      }
      super.handleFieldError(...args);
      return;
    }
    if (!isCollected) throw thrown;
    if (this.#errorCount === limits.responseErrors) this.#firstOmitted = thrown;
    this.#errorCount += 1;
  }

  override buildResponse(...args: Parameters<Executor['buildResponse']>): ExecutionResult {
    const result = super.buildResponse(...args);
    const omitted = this.#errorCount - limits.responseErrors;
    if (omitted <= 0) return result;
    return { ...result, errors: [...(result.errors ?? []), this.#omission(omitted)] };
  }

  /** One error that stands for the omitted errors, with the code of the first of them. */
  #omission(omitted: number) {
    const first = this.#firstOmitted;
    return new GraphQLError(`${omitted} more fields failed. Their errors are omitted.`, {
      originalError: first instanceof Error ? first : new Error('Not an Error', { cause: first }),
      extensions: { limit: 'responseErrors' satisfies LimitName, omitted },
    });
  }
}

/** The bytes of an object whose fields are all null. */
function countObjectBytes(fields: FieldSet): number {
  let bytes = '{},'.length;
  for (const name of fields.keys()) bytes += name.length + '"":,'.length + NULL_BYTES;
  return bytes;
}

function countBytes(type: GraphQLLeafType, value: unknown): number {
  if (typeof value !== 'string') return NUMBER_BYTES;
  const isPlain = type !== GraphQLString || (value.length < 100 && PLAIN.test(value));
  return isPlain ? value.length + '""'.length : Buffer.byteLength(JSON.stringify(value));
}

/** Only free text contains characters that JSON escapes, with up to six bytes per character. */
const PLAIN = /^[ !#-[\]-~]*$/;

function countPathBytes(path: Parameters<HandleFieldError>[3]): number {
  let bytes = 0;
  for (let at: typeof path | undefined = path; at; at = at.prev) {
    bytes += String(at.key).length + '"",'.length;
  }
  return bytes;
}
