import { NoSchemaIntrospectionCustomRule, type ValidationRule } from 'graphql';

/**
 * Validation rules that hide the schema from clients: they reject `__schema` and `__type`, but not
 * `__typename`.
 */
export const noIntrospection: readonly ValidationRule[] = [NoSchemaIntrospectionCustomRule];
