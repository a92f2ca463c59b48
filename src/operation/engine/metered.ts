import type { ExecutionResult, GraphQLLeafType } from 'graphql';
// graphql has no documented interface for counting during execution: see docs/decisions/0023.
import type { Executor } from 'graphql/execution/Executor.js';
import {
  countPathBytes,
  type ObjectSize,
  type ResponseMeter,
  sizeOfObject,
} from './response-meter.ts';

// oxlint-disable-next-line typescript/no-explicit-any
type ExecutorClass = new (...args: any[]) => Executor<any, any>;
type FieldsArgs = Parameters<Executor['executeFields']>;
type HandleFieldError = Executor['handleFieldError'];
type Path = FieldsArgs[2];

/** The sizes of objects by their sets of fields. */
export type Sizes = Map<FieldsArgs[3], ObjectSize>;

/** What all executors of one operation count with. */
export interface Counting {
  readonly meter: ResponseMeter;
  readonly sizes: Sizes;
}

/** One of graphql's executors, which stops once the response exceeds its budget. */
export function metered<Base extends ExecutorClass>(executor: Base) {
  return class Metered extends executor {
    /** Set by the creator of the executor, before it executes anything. */
    counting!: Counting;

    override executeFields(...args: FieldsArgs): ReturnType<Executor['executeFields']> {
      const [, , , fields] = args;
      const { meter, sizes } = this.counting;
      let size = sizes.get(fields);
      if (size === undefined) {
        size = sizeOfObject(fields.keys());
        sizes.set(fields, size);
      }
      meter.add(size.bytes, size.besideBytes);
      return super.executeFields(...args);
    }

    override completeLeafValue(type: GraphQLLeafType, value: unknown): unknown {
      const coerced = super.completeLeafValue(type, value);
      this.counting.meter.addLeaf(type, coerced);
      return coerced;
    }

    override completePromisedValue(...args: Parameters<Executor['completePromisedValue']>) {
      this.addPending(args[4]);
      return super.completePromisedValue(...args);
    }

    override completePromisedListItemValue(
      ...args: Parameters<Executor['completePromisedListItemValue']>
    ) {
      this.addPending(args[0]);
      return super.completePromisedListItemValue(...args);
    }

    override handleFieldError(...args: Parameters<HandleFieldError>): void {
      const [thrown, type, , path] = args;
      const pathBytes = () => countPathBytes(keysOf(path));
      const isLocated = this.counting.meter.addError(thrown, type, pathBytes);
      if (isLocated) super.handleFieldError(...args);
    }

    override buildResponse(...args: Parameters<Executor['buildResponse']>) {
      const response: ExecutionResult | { initialResult: unknown } = super.buildResponse(...args);
      return 'initialResult' in response ? response : this.counting.meter.withOmission(response);
    }

    /**
     * A refused execution leaves a promise that nothing awaits; a rejection of that promise is not a
     * bug.
     */
    addPending(promise: PromiseLike<unknown>) {
      try {
        this.counting.meter.addPending();
      } catch (refusal) {
        this.sharedExecutionContext.asyncWorkTracker.add(promise);
        throw refusal;
      }
    }
  };
}

/** The keys of a path, from its end. */
export function* keysOf(path: Path) {
  for (let at = path; at; at = at.prev) yield at.key;
}
