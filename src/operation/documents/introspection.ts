import { NoSchemaIntrospectionCustomRule, specifiedRules, type ValidationRule } from 'graphql';

/**
 * All rules of GraphQL, and one that hides the schema from clients: it rejects `__schema` and
 * `__type`, but not `__typename`.
 */
export const hidingRules: readonly ValidationRule[] = [
  ...specifiedRules,
  NoSchemaIntrospectionCustomRule,
];
