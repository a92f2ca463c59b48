import { GraphQLError } from 'graphql';
import { Refusal } from '../refusal.ts';
import { findRootCause } from './root-cause.ts';

/**
 * The error that replaces graphql's own errors if the schema is hidden. graphql's messages name the
 * fields that a request omits, and which of many guessed names exist. A location in the document,
 * or a second error, would reveal the right guesses, too.
 */
export function unfitDocument(): GraphQLError {
  return new GraphQLError('The document does not match the schema.');
}

/**
 * The same errors, with one sentence for all errors in the variables, and one for an argument,
 * because graphql's messages name the fields and types that it expects there.
 */
export function withoutSchema(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  const [first] = errors;
  // Nothing was executed. The number of errors would reveal the number of right guesses.
  if (first !== undefined && first.path === undefined) return [concealed(first)];
  return errors.map(concealed);
}

function concealed(error: GraphQLError): GraphQLError {
  const { message, nodes, path } = error;
  // The gateway's own refusals only name things that the request contains.
  if (findRootCause(error) instanceof Refusal) return error;
  const variable = /^Variable "(\$\w+)"/.exec(message)?.[1];
  if (variable !== undefined) {
    return new GraphQLError(`Variable "${variable}" has an invalid value.`, { nodes, path });
  }
  if (!message.startsWith('Argument ')) return error;
  const originalError = new Refusal('BAD_USER_INPUT', 'An argument has an invalid value.');
  return new GraphQLError(originalError.message, { nodes, path, originalError });
}
