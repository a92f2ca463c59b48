import type {
  ExecutionResult,
  GraphQLSchema,
  OperationDefinitionNode,
  ValidatedExecutionArgs,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { ResponseMeter } from '../response-meter.ts';
import { executeRoot } from './execute.ts';
import { findConditions, isPlain, isTraced, isUsual } from './fitness.ts';
import type { ObjectPlan } from './plan.ts';
import { compileRoot } from './plans.ts';
import { Run } from './run.ts';

/** Operations in the form that is executed, compiled when they run for the first time. */
export interface CompiledOperations {
  /**
   * Executes an operation like graphql-js: the same result, and the same errors in the same order.
   * Returns undefined for an operation that is not compiled, such as introspection. Rejects, or
   * throws, with the reason of the operation's signal once it is aborted.
   *
   * @param isEvent true for an event of a subscription, which is the root value
   */
  readonly execute: (
    args: ValidatedExecutionArgs,
    meter: ResponseMeter,
    isEvent?: boolean,
  ) => ExecutionResult | Promise<ExecutionResult> | undefined;
}

/**
 * The fields of all compiled operations, which take about 1.5 KB each: room for hundreds of typical
 * operations.
 */
const MAX_FIELDS = 10_000;

/** The fields of an operation that it takes at least, for what is stored beside them. */
const MIN_FIELDS = 4;

/** Plans of one operation, for the values of the variables in its `@skip` and `@include`. */
const MAX_VARIANTS = 8;

interface Operation {
  readonly schema: GraphQLSchema;
  readonly isUsual: boolean;
  /** The variables in `@skip` and `@include`. */
  readonly conditions: readonly string[];
  readonly variants: Map<string, ObjectPlan>;
  fields: number;
}

export function createCompiledOperations(maxFields = MAX_FIELDS): CompiledOperations {
  const operations = new LRUCache<OperationDefinitionNode, Operation>({
    maxSize: maxFields,
    sizeCalculation: ({ fields }) => fields + MIN_FIELDS,
  });

  function find({ schema, operation: node, document }: ValidatedExecutionArgs): Operation {
    const known = operations.get(node);
    if (known?.schema === schema) return known;
    const conditions = findConditions(document);
    const operation = { schema, conditions, variants: new Map<string, ObjectPlan>(), fields: 0 };
    const found = { ...operation, isUsual: isUsual(document, node) };
    operations.set(node, found);
    return found;
  }

  function grow(node: OperationDefinitionNode, operation: Operation, fields: number): void {
    operation.fields += fields;
    // The size of an entry is computed when it is added.
    operations.delete(node);
    operations.set(node, operation);
  }

  function rootOf(args: ValidatedExecutionArgs, operation: Operation): ObjectPlan | undefined {
    const { conditions, variants } = operation;
    const key = conditions.map((name) => String(args.variableValues.coerced[name])).join();
    const known = variants.get(key);
    if (known !== undefined) return known;
    const type = args.schema.getRootType(args.operation.operation);
    if (type === undefined || type === null) return undefined;
    const root = compileRoot(args, type);
    if (variants.size >= MAX_VARIANTS) {
      variants.clear();
      operation.fields = 0;
    }
    variants.set(key, root);
    grow(args.operation, operation, root.fields.length);
    return root;
  }

  function execute(args: ValidatedExecutionArgs, meter: ResponseMeter, isEvent = false) {
    const operation = isTraced() ? undefined : find(args);
    if (operation?.isUsual !== true || !isPlain(args)) return undefined;
    args.externalAbortSignal?.throwIfAborted();
    const onCompiled = ({ fields }: ObjectPlan) => grow(args.operation, operation, fields.length);
    let root: ObjectPlan | undefined;
    try {
      root = rootOf(args, operation);
    } catch (error) {
      return new Run({ args, meter, data: {}, onCompiled }).endWith(error);
    }
    if (root === undefined) return undefined;
    const run = new Run({ args, meter, data: root.create(), onCompiled });
    return executeRoot(run, root, !isEvent && args.operation.operation === 'mutation');
  }

  return { execute };
}
