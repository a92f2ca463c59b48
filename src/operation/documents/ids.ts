import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { refusedRequest } from '../refusal.ts';
import type { DocumentParams, Documents } from './known-documents.ts';

/** The text that a request means; a GraphQLError where it means none. */
export function toQuery({ resolve }: Documents, params: DocumentParams): string {
  const resolved = resolve(params);
  if (resolved.ok) return resolved.query;
  const { code, message } = resolved;
  if (code !== 'BAD_USER_INPUT') throw refusedRequest(message, code);
  // Not a GraphQL request at all: 400 under `application/json` as well.
  throw new GraphQLError(message, { extensions: { code, http: { status: 400 } } });
}

/**
 * Puts the text of a document into an HTTP request that names it by id, as the sockets do for
 * theirs. Which documents may run is decided later, in the parse phase that both pass.
 */
export function useDocumentIds(documents: Documents): Plugin {
  return {
    onParams({ params, request, setParams }) {
      const named = request.method === 'GET' ? idsIn(request.url) : {};
      // Thrown and not set as the result, which Yoga's own check of the query would replace.
      setParams({ ...params, query: toQuery(documents, { ...params, ...named }) });
    },
  };
}

/** Yoga reads them from a body alone. */
function idsIn(url: string): DocumentParams {
  const search = URL.parse(url)?.searchParams;
  const valueOf = (name: string) => search?.get(name) ?? undefined;
  return { documentId: valueOf('documentId'), doc_id: valueOf('doc_id'), id: valueOf('id') };
}
