import {
  type DirectiveNode,
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  valueFromASTUntyped,
  visit,
} from 'graphql';
import { Refusal } from '../refusal.ts';

/** What a document says about a response in parts. */
export interface Deferral {
  /** True if it has `@defer` or `@stream`. */
  readonly usesParts: boolean;
  /** Refuses a negative `initialCount`, which graphql would report as an error of its own. */
  readonly checkCounts: (variables: Readonly<Record<string, unknown>>) => Refusal | undefined;
}

const plain: Deferral = { usesParts: false, checkCounts: () => undefined };

const negative = new Refusal('BAD_USER_INPUT', 'initialCount must not be negative.', {
  inputPath: ['initialCount'],
  http: { status: 400, isWellFormed: true },
});

export function findDeferral(
  document: DocumentNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
): Deferral {
  const found: DirectiveNode[] = [];
  visit(document, {
    Directive(node) {
      if (node.name.value === 'defer' || node.name.value === 'stream') found.push(node);
    },
  });
  if (found.length === 0) return plain;
  const counts = found.flatMap(({ arguments: args = [] }) =>
    args.filter(({ name }) => name.value === 'initialCount').map(({ value }) => value),
  );
  const defaults = new Map(
    variableDefinitions.map(({ variable, defaultValue }) => [variable.name.value, defaultValue]),
  );
  return {
    usesParts: true,
    checkCounts(variables) {
      const isNegative = counts.some((count) => {
        if (count.kind !== Kind.VARIABLE) return Number(valueFromASTUntyped(count)) < 0;
        const { value: name } = count.name;
        if (Object.hasOwn(variables, name)) return Number(variables[name]) < 0;
        const value = defaults.get(name);
        return value !== undefined && Number(valueFromASTUntyped(value)) < 0;
      });
      return isNegative ? negative : undefined;
    },
  };
}
