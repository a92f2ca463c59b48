import { tracingChannel } from 'node:diagnostics_channel';
import {
  BREAK,
  defaultFieldResolver,
  defaultTypeResolver,
  type DocumentNode,
  type OperationDefinitionNode,
  type ValidatedExecutionArgs,
  visit,
} from 'graphql';

/** What graphql-js publishes for tools that trace it. */
const traces = [
  tracingChannel('graphql:execute:rootSelectionSet'),
  tracingChannel('graphql:resolve'),
];

/** True if a tool wants to know of each resolver. */
export function isTraced(): boolean {
  return traces.some(({ hasSubscribers }) => hasSubscribers);
}

/** Names of fields whose resolvers describe the schema. */
const INTROSPECTION: ReadonlySet<string> = new Set(['__schema', '__type']);

/**
 * False for an operation that is left to graphql-js: introspection, one that does not propagate its
 * errors, fragments with variables, and a name in the response that no plain object can have.
 */
export function isUsual(
  document: DocumentNode,
  { directives = [] }: OperationDefinitionNode,
): boolean {
  if (directives.length > 0) return false;
  let isFit = true;
  const isUnfit = () => {
    isFit = false;
    return BREAK;
  };
  visit(document, {
    FragmentDefinition: ({ variableDefinitions = [] }) =>
      variableDefinitions.length > 0 ? isUnfit() : undefined,
    Field: ({ name, alias = name }) =>
      INTROSPECTION.has(name.value) || alias.value === '__proto__' ? isUnfit() : undefined,
  });
  return isFit;
}

/** True if the arguments have no option that is left to graphql-js. */
export function isPlain(args: ValidatedExecutionArgs): boolean {
  return (
    args.fieldResolver === defaultFieldResolver &&
    args.typeResolver === defaultTypeResolver &&
    args.hooks === undefined &&
    args.errorPropagation
  );
}

/** The names of the variables in `@skip` and `@include`. */
export function findConditions(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: (directive) => {
      if (directive.name.value !== 'skip' && directive.name.value !== 'include') return false;
      return undefined;
    },
    Variable: (variable, _key, _parent, _path, ancestors) => {
      const isCondition = ancestors.some(
        (node) => !Array.isArray(node) && 'kind' in node && node.kind === 'Directive',
      );
      if (isCondition) names.add(variable.name.value);
    },
  });
  return [...names];
}
