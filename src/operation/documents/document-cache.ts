import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { memoryOfDocument } from '../rules/memory.ts';

/** What Yoga asks of its caches of documents. */
export interface DocumentCache<T> {
  readonly get: (text: string) => T | undefined;
  readonly set: (text: string, value: T) => void;
}

/** Room for about twenty documents of the most tokens, or for hundreds of the usual ones. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Keeps the documents that were used last, as many as take so much memory: one of the most tokens
 * takes a megabyte, and anybody may send a thousand of them.
 */
export function createDocumentCache(maxBytes = MAX_BYTES): DocumentCache<DocumentNode> {
  return new LRUCache<string, DocumentNode>({
    maxSize: maxBytes,
    sizeCalculation: (document, text) => memoryOfDocument(document) + text.length,
  });
}

/** Keeps nothing: a remembered error is thrown before the operation could be counted. */
export const noErrorCache: DocumentCache<Error> = { get: () => undefined, set: () => {} };
