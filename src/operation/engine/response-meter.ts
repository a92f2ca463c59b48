import {
  type ExecutionResult,
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLOutputType,
  GraphQLString,
  isNonNullType,
} from 'graphql';
import { type LimitName, limits } from '../../limits.ts';
import type { OperationBudget } from '../rules/operation-budget.ts';

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

/** This error ends the execution from any depth; no client sees it. */
const refused = new Error('The response was refused.');

/** The sizes of an object whose fields are all null. */
export interface ObjectSize {
  readonly bytes: number;
  /** Memory in addition to the bytes. */
  readonly besideBytes: number;
}

/** Counts one response while it is produced. Throws once the response exceeds its budget. */
export class ResponseMeter {
  readonly #budget: Pick<OperationBudget, 'add'>;
  // Bytes since the last update of the budget.
  #bytes = 0;
  #besideBytes = 0;
  #exceeded: LimitName | undefined;
  #errorCount = 0;
  #firstOmitted: unknown;

  constructor(budget: Pick<OperationBudget, 'add'>) {
    this.#budget = budget;
  }

  /** The limit that ended the execution; the result is then meaningless. */
  get exceeded(): LimitName | undefined {
    return this.#exceeded;
  }

  /** Counts bytes of the response, which also count as memory, and memory in addition to them. */
  add(bytes: number, besideBytes: number): void {
    this.#bytes += bytes;
    this.#besideBytes += besideBytes;
    if (this.#bytes + this.#besideBytes < STEP_BYTES && this.#exceeded === undefined) return;
    this.#update();
  }

  #update() {
    this.#exceeded ??= this.#budget.add(this.#bytes, this.#bytes + this.#besideBytes);
    this.#bytes = 0;
    this.#besideBytes = 0;
    if (this.#exceeded !== undefined) throw refused;
  }

  /** Counts a value that is not null. */
  addLeaf(type: GraphQLLeafType, value: unknown): void {
    this.add(countBytes(type, value) - NULL_BYTES, 0);
  }

  /** Counts a field that waits for its value. */
  addPending(): void {
    this.add(0, PENDING_BYTES);
  }

  /**
   * Counts the error of a field or an item. Returns true if the error is to be located, and then
   * thrown or collected according to the type; false if it is one of those that are omitted.
   */
  addError(thrown: unknown, type: GraphQLOutputType, pathBytes: () => number): boolean {
    // If the refusal were located and collected, it would become an error of each field above it.
    if (this.#exceeded !== undefined) throw thrown;
    const isCollected = !isNonNullType(type);
    if (this.#errorCount < limits.responseErrors) {
      if (isCollected) {
        this.#errorCount += 1;
        this.add(ERROR_BYTES + pathBytes(), ERROR_MEMORY_BYTES);
      }
      return true;
    }
    if (!isCollected) throw thrown;
    if (this.#errorCount === limits.responseErrors) this.#firstOmitted = thrown;
    this.#errorCount += 1;
    return false;
  }

  /** The result, with one more error that counts those that were omitted. */
  withOmission(result: ExecutionResult): ExecutionResult {
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

/** @param names of its fields in the response */
export function sizeOfObject(names: Iterable<string>): ObjectSize {
  let bytes = '{},'.length;
  let besideBytes = OBJECT_BYTES;
  for (const name of names) {
    bytes += name.length + '"":,'.length + NULL_BYTES;
    besideBytes += FIELD_BYTES;
  }
  return { bytes, besideBytes };
}

/** The bytes of the path of an error. */
export function countPathBytes(path: Iterable<string | number>): number {
  let bytes = 0;
  for (const key of path) bytes += String(key).length + '"",'.length;
  return bytes;
}

function countBytes(type: GraphQLLeafType, value: unknown): number {
  if (typeof value !== 'string') return NUMBER_BYTES;
  const isPlain = type !== GraphQLString || (value.length < 100 && PLAIN.test(value));
  return isPlain ? value.length + '""'.length : Buffer.byteLength(JSON.stringify(value));
}

/** Only free text contains characters that JSON escapes, with up to six bytes per character. */
const PLAIN = /^[ !#-[\]-~]*$/;
