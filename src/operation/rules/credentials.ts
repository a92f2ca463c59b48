import {
  type DocumentNode,
  getVariableValues,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { limits } from '../../limits.ts';
import { collectFields, collectFragments } from '../fields.ts';
import { limitExceeded, type Refusal } from '../refusal.ts';
import { carriesSecret, holdsSecret } from '../secrets.ts';

export interface CredentialFieldOptions {
  readonly schema: GraphQLSchema;
  /** Holds the operation's fragments. */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/**
 * The root fields of an operation that take credentials or MFA answers, as the schema names them
 * and once for each time that they would run: aliases repeat a name, fields that merge do not.
 */
export function findCredentialFields(options: CredentialFieldOptions): readonly string[] {
  const { schema, document, operation } = options;
  const root = schema.getRootType(operation.operation);
  const fragments = collectFragments(document);
  const fields = collectFields([operation.selectionSet], {
    fragmentOf: (name) => fragments.get(name),
  });
  return [...fields.values()]
    .map(([field]) => field.name.value)
    .filter((name) => {
      const args = (root && schema.getField(root, name)?.args) ?? [];
      return args.some(({ type }) => holdsSecret(type));
    });
}

/** Refuses several tries in one operation, which would be a way to guess credentials. */
export function checkCredentialFields(fields: readonly string[]): Refusal | undefined {
  if (fields.length <= limits.credentialFields) return undefined;
  const message = 'An operation may contain only one field that takes credentials or MFA answers.';
  return limitExceeded('credentialFields', message);
}

/**
 * True when an operation tries credentials: it carries some, and its variables can be used. What
 * execution refuses in graphql's words is no try. Secrets come as variables alone.
 *
 * @param variables with their secrets wrapped
 */
export function triesCredentials(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): boolean {
  if (!carriesSecret(schema, operation, variables)) return false;
  const { variableDefinitions = [] } = operation;
  const coerced = getVariableValues(schema, variableDefinitions, variables, { maxErrors: 1 });
  return coerced.errors === undefined;
}
