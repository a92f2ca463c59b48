import { NoSchemaIntrospectionCustomRule, type ValidationRule } from 'graphql';

/** Validation rules that keep the schema from clients: `__schema` and `__type`, not `__typename`. */
export const noIntrospection: readonly ValidationRule[] = [NoSchemaIntrospectionCustomRule];
