import {
  getNamedType,
  getNullableType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isScalarType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import { Secret } from '../secret.ts';

/** The name of the scalar for bank credentials and MFA answers. */
export const SECRET_SCALAR = 'Secret';

/** A variable whose type contains a Secret. */
export interface SecretVariable {
  readonly name: string;
  readonly type: GraphQLInputType;
}

/** The variables of an operation whose types contain a Secret anywhere. */
export function findSecretVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
): readonly SecretVariable[] {
  return variableDefinitions.flatMap(({ variable, type: node }) => {
    const type = typeFromAST(schema, node) as GraphQLInputType | undefined;
    const isSecret = type !== undefined && holdsSecret(type);
    return isSecret ? [{ name: variable.name.value, type }] : [];
  });
}

/**
 * Wraps every value that is, or by mistake may be, a secret before graphql coerces the variables:
 * graphql quotes rejected values in its errors, and a wrapped value prints as `[secret]`.
 *
 * In a variable whose type contains a Secret, only leaves at known, non-secret positions stay as
 * they are. A value at a Secret, under an unknown name, or in the wrong shape is wrapped. Other
 * variables stay as they are.
 */
export function wrapSecrets(
  secrets: readonly SecretVariable[],
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (secrets.length === 0) return variables;
  const wrapped: Record<string, unknown> = { ...variables };
  for (const { name, type } of secrets) {
    if (Object.hasOwn(variables, name)) wrapped[name] = wrap(variables[name], type);
  }
  return wrapped;
}

function wrap(value: unknown, type: GraphQLInputType): unknown {
  if (value === null || value === undefined) return value;
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    const { ofType } = nullable;
    return Array.isArray(value) ? value.map((item) => wrap(item, ofType)) : wrap(value, ofType);
  }
  if (!isInputObjectType(nullable)) {
    return nullable.name === SECRET_SCALAR || typeof value === 'object' ? new Secret(value) : value;
  }
  if (typeof value !== 'object' || Array.isArray(value)) return new Secret(value);
  const fields = nullable.getFields();
  return Object.fromEntries(
    Object.entries(value).map(([key, held]) => {
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
      return [key, field === undefined ? new Secret(held) : wrap(held, field.type)];
    }),
  );
}

const answers = new WeakMap<object, boolean>();

/** True if a value of this type can contain a Secret. */
export function holdsSecret(type: GraphQLInputType): boolean {
  const named = getNamedType(type);
  const known = answers.get(named);
  if (known !== undefined) return known;
  answers.set(named, false); // ends the recursion of types that contain themselves
  const answer = isScalarType(named)
    ? named.name === SECRET_SCALAR
    : isInputObjectType(named) &&
      Object.values(named.getFields()).some((field) => holdsSecret(field.type));
  answers.set(named, answer);
  return answer;
}

/**
 * True if a variable of an operation contains a secret. The variables must be the result of
 * `wrapSecrets`.
 */
export function carriesSecret(
  secrets: readonly SecretVariable[],
  variables: Readonly<Record<string, unknown>>,
): boolean {
  return secrets.some(({ name }) => isSecretWithin(variables[name]));
}

/**
 * The recursion is no deeper than the declared type: a value with another nesting was wrapped as a
 * whole.
 */
function isSecretWithin(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof Secret || Object.values(value).some(isSecretWithin);
}
