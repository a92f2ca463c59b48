import {
  type ExecutionResult,
  type GraphQLError,
  isNonNullType,
  locatedError,
  type ValidatedExecutionArgs,
} from 'graphql';
import { ensureGraphQLError } from 'graphql/error/ensureGraphQLError.js';
import { createSharedExecutionContext } from 'graphql/execution/createSharedExecutionContext.js';
import { noSignal } from '../no-signal.ts';
import { countPathBytes, type ResponseMeter } from '../response-meter.ts';
import {
  type Data,
  detach,
  Frame,
  hold,
  type Key,
  nullPosition,
  OBJECT_HOPS,
  pathTo,
  release,
} from './frame.ts';
import { afterHops } from './hops.ts';
import type { ObjectPlan, Position, Site } from './plan.ts';

export interface RunOptions {
  readonly args: ValidatedExecutionArgs;
  readonly meter: ResponseMeter;
  /** The object of the root. */
  readonly data: Data;
  readonly onCompiled: (plan: ObjectPlan) => void;
}

/** One execution of a compiled operation: its errors, and the values that it waits for. */
export class Run {
  readonly args: ValidatedExecutionArgs;
  readonly context: unknown;
  readonly meter: ResponseMeter;
  readonly root: Frame;
  /** The arguments of fields that depend on variables; null for those that were read once. */
  readonly argumentValues = new Map<Site, Readonly<Record<string, unknown>> | null>();
  /** Called with each part of the plan that did not exist before. */
  readonly onCompiled: (plan: ObjectPlan) => void;
  /** True once the response is complete, or not wanted any more. */
  isOver = false;
  /** Called when the last awaited value has arrived. */
  onIdle: () => void = () => {};
  /** Called when a field of the root fails that must not be null. */
  onRootFailure: (error: unknown) => void = () => {};
  /** Called when the response has exceeded its budget. */
  onRefusal: () => void = () => {};
  /** For resolvers that start work of their own. */
  readonly getAsyncHelpers = () => {
    this.#shared ??= createSharedExecutionContext(noSignal);
    return this.#shared.getAsyncHelpers();
  };
  #shared: ReturnType<typeof createSharedExecutionContext> | undefined;
  readonly #errors: GraphQLError[] = [];
  /** Lists whose items still come, and the failures of items that have come. */
  readonly #open = new Map<Frame, Map<Key, unknown>>();

  constructor({ args, meter, data, onCompiled }: RunOptions) {
    this.onCompiled = onCompiled;
    this.args = args;
    this.context = args.contextValue;
    this.meter = meter;
    this.root = new Frame(undefined, '', undefined, data, OBJECT_HOPS);
  }

  /** The result of the execution, which ends. */
  end(data: Data | null): ExecutionResult {
    this.isOver = true;
    const errors = this.#errors;
    return this.meter.withOmission(errors.length > 0 ? { errors, data } : { data });
  }

  /** The result of an execution whose root has failed. */
  endWith(error: unknown): ExecutionResult {
    this.#errors.push(ensureGraphQLError(error));
    return this.end(null);
  }

  /** Writes the value of a position when it has arrived. */
  await(promise: PromiseLike<unknown>, position: Position, frame: Frame, key: Key): void {
    try {
      this.meter.addPending();
    } catch (refusal) {
      ignore(promise);
      throw refusal;
    }
    hold(frame);
    Promise.resolve(promise).then(
      (value) => {
        if (this.isOver) return;
        try {
          frame.data[key] = position.complete(this, value, frame, key);
        } catch (error) {
          this.fail(error, position, frame, key);
          return;
        }
        this.#release(frame);
      },
      (error: unknown) => this.fail(error, position, frame, key),
    );
  }

  /**
   * Completes a value once something else is known, such as its type.
   *
   * @param hops the microtasks between a failure and the handler of the position, in graphql-js
   */
  awaitBefore(
    promise: PromiseLike<unknown>,
    { position, frame, key, hops }: Place,
    complete: (settled: unknown) => unknown,
  ): void {
    hold(frame);
    const failLater = (error: unknown) =>
      afterHops(hops, () => this.fail(error, position, frame, key));
    let isCalling = true;
    const succeed = (settled: unknown) => {
      // The caller writes into the frame when this call has returned.
      if (isCalling) queueMicrotask(() => succeed(settled));
      if (isCalling || this.isOver) return;
      try {
        frame.data[key] = complete(settled);
      } catch (error) {
        failLater(error);
        return;
      }
      this.#release(frame);
    };
    promise.then(succeed, failLater);
    isCalling = false;
  }

  /**
   * The value of a position that has failed: null. Throws the located error if it must not be null.
   */
  nullify(thrown: unknown, { site, type }: Position, frame: Frame, key: Key): null {
    const isLocated = this.meter.addError(thrown, type, () => countPathBytes(pathTo(frame, key)));
    if (!isLocated) return null;
    const error = locatedError(thrown, site.nodes, pathTo(frame, key));
    if (isNonNullType(type)) throw error;
    if (nullPosition(frame, key)) this.#errors.push(error);
    return null;
  }

  /** The failure of an awaited position. */
  fail(thrown: unknown, position: Position, frame: Frame, key: Key): void {
    if (this.isOver) return;
    try {
      frame.data[key] = this.nullify(thrown, position, frame, key);
    } catch (error) {
      this.#failWhole(error, frame, key);
      return;
    }
    this.#release(frame);
  }

  /** Until the list is closed, no failure of an item is its failure. */
  open(list: Frame): void {
    this.#open.set(list, new Map());
  }

  /** The failure of its first item is now the failure of the list. */
  close(list: Frame): void {
    const failures = [...(this.#open.get(list) ?? [])].toSorted(
      ([a], [b]) => Number(a) - Number(b),
    );
    this.#open.delete(list);
    for (const [key, error] of failures.slice(0, 1)) this.#failWhole(error, list, key);
  }

  /** The failure of an object or list, because a value in it failed that must not be null. */
  #failWhole(error: unknown, frame: Frame, key: Key) {
    const { parent, position } = frame;
    if (this.meter.exceeded !== undefined) {
      this.onRefusal();
    } else if (parent === undefined || position === undefined) {
      this.onRootFailure(error);
    } else if (this.#open.has(frame)) {
      this.#open.get(frame)?.set(key, error);
    } else {
      afterHops(frame.hops, () => {
        if (this.isOver || frame.hasFailed || frame.isDetached) return;
        frame.hasFailed = true;
        try {
          parent.data[frame.key] = this.nullify(error, position, parent, frame.key);
        } catch (located) {
          this.#failWhole(located, parent, frame.key);
          return;
        }
        detach(frame);
        if (this.root.pending === 0) this.onIdle();
      });
    }
  }

  #release(frame: Frame) {
    if (release(frame)) this.onIdle();
  }
}

/** A position in a frame whose value takes a few more microtasks than others. */
export interface Place {
  readonly position: Position;
  readonly frame: Frame;
  readonly key: Key;
  readonly hops: number;
}

/** A rejection that nobody waits for is not a bug. */
export function ignore(promise: PromiseLike<unknown>): void {
  promise.then(undefined, () => {});
}
