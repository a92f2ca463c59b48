import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { holdsSecret } from '../secrets.ts';

export interface OperationOf {
  readonly schema: GraphQLSchema;
  /** Holds the operation's fragments. */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/**
 * The root fields of an operation that take credentials or MFA answers, as the schema names them
 * and once for each time that they would run: aliases repeat a name, fields that merge do not.
 */
export function credentialFieldsOf({ schema, document, operation }: OperationOf): string[] {
  const root = schema.getRootType(operation.operation);
  const fields = new Map<string, string>();
  const spread = new Set<string>();

  function gather({ selections }: SelectionSetNode) {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const { value } = selection.name;
        const args = (root && schema.getField(root, value)?.args) ?? [];
        if (args.some(({ type }) => holdsSecret(type))) {
          fields.set((selection.alias ?? selection.name).value, value);
        }
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        gather(selection.selectionSet);
      } else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        for (const definition of document.definitions) {
          const isMeant =
            definition.kind === Kind.FRAGMENT_DEFINITION &&
            definition.name.value === selection.name.value;
          if (isMeant) gather(definition.selectionSet);
        }
      }
    }
  }

  gather(operation.selectionSet);
  return [...fields.values()];
}

/** Why an operation is refused for its credentials: many in one would be a way to guess them. */
export function credentialFieldsProblem(of: OperationOf): string | undefined {
  return credentialFieldsOf(of).length > 1
    ? 'An operation may contain only one field that takes credentials or MFA answers.'
    : undefined;
}
