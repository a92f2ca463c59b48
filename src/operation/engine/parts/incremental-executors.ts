import type { ExecutionResult, ValidatedExecutionArgs } from 'graphql';
import { createSharedExecutionContext } from 'graphql/execution/createSharedExecutionContext.js';
import { IncrementalExecutor } from 'graphql/execution/incremental/IncrementalExecutor.js';
import { BranchingIncrementalExecutor } from 'graphql/execution/legacyIncremental/BranchingIncrementalExecutor.js';
import type { PartsFormat } from '../../rules/response-form.ts';
import { type Counting, keysOf, metered } from '../metered.ts';
import { noSignal } from '../no-signal.ts';
import { countPathBytes, type ResponseMeter } from '../response-meter.ts';

/** A response in parts. */
export interface IncrementalResults {
  readonly initialResult: ExecutionResult;
  readonly subsequentResults: AsyncGenerator<object, void, void>;
}

/** The bytes of a part that say what it belongs to, without its path and label. */
const PART_BYTES = 100;
/** The memory of work that is announced, until it is sent. */
const WORK_BYTES = 2_000;

// oxlint-disable-next-line typescript/no-explicit-any
type IncrementalClass = new (...args: any[]) => IncrementalExecutor<any>;
type Path = Parameters<IncrementalExecutor['handleStream']>[1] | undefined;

interface PartsCounting extends Counting {
  /** The bytes that each item of a stream takes beside itself, by the path of its list. */
  readonly ofItems: Map<Path, number>;
}

function sizeOfPart(path: Path, label: string | undefined): number {
  return PART_BYTES + countPathBytes(keysOf(path)) + (label === undefined ? 0 : label.length * 2);
}

/** An executor for parts, which counts what is said of each part, too. */
function meteredInParts<Base extends IncrementalClass>(executor: Base) {
  return class MeteredParts extends metered(executor) {
    declare counting: PartsCounting;

    override getCreateSubExecutor() {
      const { validatedExecutionArgs, sharedExecutionContext, counting } = this;
      return (
        deferUsages?: Parameters<ReturnType<IncrementalExecutor['getCreateSubExecutor']>>[0],
      ) => {
        const sub = new MeteredParts(validatedExecutionArgs, sharedExecutionContext, deferUsages);
        sub.counting = counting;
        return sub;
      };
    }

    override getNewDeliveryGroupMap(
      ...args: Parameters<IncrementalExecutor['getNewDeliveryGroupMap']>
    ) {
      const [usages, , path] = args;
      for (const { label } of usages) {
        this.counting.meter.add(sizeOfPart(path, label), WORK_BYTES);
      }
      return super.getNewDeliveryGroupMap(...args);
    }

    override handleStream(...args: Parameters<IncrementalExecutor['handleStream']>) {
      const [, path, , { label }] = args;
      const bytes = sizeOfPart(path, label);
      this.counting.meter.add(bytes, WORK_BYTES);
      this.counting.ofItems.set(path, bytes);
      return super.handleStream(...args);
    }

    override completeStreamItem(...args: Parameters<IncrementalExecutor['completeStreamItem']>) {
      const [{ prev }] = args;
      this.counting.meter.add(this.counting.ofItems.get(prev) ?? PART_BYTES, WORK_BYTES);
      return super.completeStreamItem(...args);
    }
  };
}

const executors = {
  'v0.2': meteredInParts(IncrementalExecutor),
  '20220824': meteredInParts(BranchingIncrementalExecutor),
} as const satisfies Readonly<Record<PartsFormat, unknown>>;

/** Executes an operation in parts; one result if nothing of it is deferred or streamed. */
export function executeInParts(
  args: ValidatedExecutionArgs,
  meter: ResponseMeter,
  format: PartsFormat,
): Promise<ExecutionResult | IncrementalResults> | ExecutionResult | IncrementalResults {
  // Deferred fields are read beside the others, so that the whole response is no later than one.
  const early = { ...args, enableEarlyExecution: true };
  const executor = new executors[format](early, createSharedExecutionContext(noSignal));
  executor.counting = { meter, sizes: new Map(), ofItems: new Map() };
  return executor.executeRootSelectionSet();
}
