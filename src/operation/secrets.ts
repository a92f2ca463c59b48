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

/**
 * Wraps every value that is, or by mistake may be, a secret before graphql coerces the variables:
 * graphql quotes rejected values in its errors, and a wrapped value prints as `[secret]`.
 *
 * If the type of a variable contains a Secret anywhere, only leaves at known, non-secret positions
 * stay as they are. A value at a Secret, under an unknown name, or in the wrong shape is wrapped.
 * Variables of other types are returned unchanged.
 */
export function wrapSecrets(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const wrapped: Record<string, unknown> = { ...variables };
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type) as GraphQLInputType | undefined;
    if (type !== undefined && Object.hasOwn(variables, name) && holdsSecret(type)) {
      wrapped[name] = wrap(variables[name], type);
    }
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
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): boolean {
  return (operation.variableDefinitions ?? []).some(({ variable, type }) => {
    const declared = typeFromAST(schema, type) as GraphQLInputType | undefined;
    return (
      declared !== undefined &&
      holdsSecret(declared) &&
      isSecretWithin(variables[variable.name.value])
    );
  });
}

/**
 * The recursion is no deeper than the declared type: a value with another nesting was wrapped as a
 * whole.
 */
function isSecretWithin(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof Secret || Object.values(value).some(isSecretWithin);
}
