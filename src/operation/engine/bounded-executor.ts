import type { ExecutionResult, GraphQLLeafType, ValidatedExecutionArgs } from 'graphql';
// graphql has no documented interface for counting during execution: see docs/decisions/0023.
import { createSharedExecutionContext } from 'graphql/execution/createSharedExecutionContext.js';
import { Executor } from 'graphql/execution/Executor.js';
import { noSignal } from './no-signal.ts';
import {
  countPathBytes,
  type ObjectSize,
  type ResponseMeter,
  sizeOfObject,
} from './response-meter.ts';

type FieldsArgs = Parameters<Executor['executeFields']>;
type FieldSet = FieldsArgs[3];
type HandleFieldError = Executor['handleFieldError'];

/** graphql's executor, which stops once the response exceeds its budget. */
export class BoundedExecutor extends Executor {
  readonly #meter: ResponseMeter;
  readonly #sizes = new Map<FieldSet, ObjectSize>();

  constructor(args: ValidatedExecutionArgs, meter: ResponseMeter) {
    super(args, createSharedExecutionContext(noSignal));
    this.#meter = meter;
  }

  override executeFields(
    parentType: FieldsArgs[0],
    source: FieldsArgs[1],
    path: FieldsArgs[2],
    fields: FieldsArgs[3],
    position: FieldsArgs[4],
  ): ReturnType<Executor['executeFields']> {
    let size = this.#sizes.get(fields);
    if (size === undefined) {
      size = sizeOfObject(fields.keys());
      this.#sizes.set(fields, size);
    }
    this.#meter.add(size.bytes, size.besideBytes);
    return super.executeFields(parentType, source, path, fields, position);
  }

  override completeLeafValue(type: GraphQLLeafType, value: unknown): unknown {
    const coerced = super.completeLeafValue(type, value);
    this.#meter.addLeaf(type, coerced);
    return coerced;
  }

  /**
   * A refused execution leaves a promise that nothing awaits; a rejection of that promise is not a
   * bug.
   */
  #addPending(promise: PromiseLike<unknown>) {
    try {
      this.#meter.addPending();
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
    const isLocated = this.#meter.addError(thrown, type, () => countPathBytes(keysOf(path)));
    if (isLocated) super.handleFieldError(...args);
  }

  override buildResponse(...args: Parameters<Executor['buildResponse']>): ExecutionResult {
    return this.#meter.withOmission(super.buildResponse(...args));
  }
}

function* keysOf(path: Parameters<HandleFieldError>[3]) {
  for (let at: typeof path | undefined = path; at; at = at.prev) yield at.key;
}
