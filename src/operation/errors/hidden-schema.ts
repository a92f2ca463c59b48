import { GraphQLError } from 'graphql';
import { Refusal } from '../refusal.ts';
import { findRootCause } from './root-cause.ts';

/**
 * What stands in for graphql's words where the schema is hidden. They name what a request left out,
 * and which of many guessed names exist; a place in the document, or a second error, would tell the
 * good guesses from the bad as well.
 */
export function unfitDocument(): GraphQLError {
  return new GraphQLError('The document does not match the schema.');
}

/**
 * The same errors, with one sentence for all that is wrong with the variables, and one for an
 * argument: graphql spells out the fields and types that it expects there.
 */
export function withoutSchema(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  const [first] = errors;
  // Nothing was executed. How many mistakes there are would count the good guesses.
  if (first !== undefined && first.path === undefined) return [concealed(first)];
  return errors.map(concealed);
}

function concealed(error: GraphQLError): GraphQLError {
  const { message, nodes, path } = error;
  // Ours name nothing but what was asked for.
  if (findRootCause(error) instanceof Refusal) return error;
  const variable = /^Variable "(\$\w+)"/.exec(message)?.[1];
  if (variable !== undefined) {
    return new GraphQLError(`Variable "${variable}" has an invalid value.`, { nodes, path });
  }
  if (!message.startsWith('Argument ')) return error;
  const originalError = new Refusal('BAD_USER_INPUT', 'An argument has an invalid value.');
  return new GraphQLError(originalError.message, { nodes, path, originalError });
}
