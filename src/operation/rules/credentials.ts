import {
  type DocumentNode,
  getVariableValues,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { limits } from '../../limits.ts';
import { collectFields, collectFragments } from '../fields.ts';
import { limitExceeded, type Refusal } from '../refusal.ts';
import { carriesSecret, holdsSecret, type SecretVariable } from '../secrets.ts';

export interface CredentialFieldOptions {
  readonly schema: GraphQLSchema;
  /** Contains the operation's fragments. */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/**
 * The root fields of an operation that accept credentials or MFA answers, by their names in the
 * schema. A name is listed once for each time that the field would run: aliases repeat a name,
 * merged fields do not.
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

/** Refuses several attempts in one operation, which would be a way to guess credentials. */
export function checkCredentialFields(fields: readonly string[]): Refusal | undefined {
  if (fields.length <= limits.credentialFields) return undefined;
  const message = 'An operation may contain only one field that takes credentials or MFA answers.';
  return limitExceeded('credentialFields', message);
}

interface SecretOperation {
  readonly definition: OperationDefinitionNode;
  readonly secretVariables: readonly SecretVariable[];
}

/**
 * True if an operation is an attempt with credentials: its variables contain a secret, and they can
 * be coerced. Variables that execution would reject are not an attempt. Secrets can only be in
 * variables.
 *
 * @param variables the variables, with their secrets wrapped
 */
export function triesCredentials(
  schema: GraphQLSchema,
  { definition, secretVariables }: SecretOperation,
  variables: Readonly<Record<string, unknown>>,
): boolean {
  if (!carriesSecret(secretVariables, variables)) return false;
  const { variableDefinitions = [] } = definition;
  const coerced = getVariableValues(schema, variableDefinitions, variables, { maxErrors: 1 });
  return coerced.errors === undefined;
}
