import type { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { DocumentParams, Documents } from './documents.ts';
import { refusedRequest } from './errors.ts';

/** The text that a request means; a GraphQLError where it means none. */
export function toQuery({ resolve }: Documents, params: DocumentParams): string {
  const resolved = resolve(params);
  if (!resolved.ok) throw refusedRequest(resolved.message, resolved.code);
  return resolved.query;
}

/**
 * Puts the text of a document into an HTTP request that names it by id, as the sockets do for
 * theirs. Which documents may run is decided later, in the parse phase that both pass.
 */
export function useDocumentIds(
  documents: Documents,
  mask: (error: unknown) => GraphQLError,
): Plugin {
  return {
    onParams({ params, setParams, setResult }) {
      try {
        setParams({ ...params, query: toQuery(documents, params) });
      } catch (error) {
        setResult({ errors: [mask(error)] });
      }
    },
  };
}
