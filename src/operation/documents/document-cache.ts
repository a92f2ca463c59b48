import { LRUCache } from 'lru-cache';
import { estimateDocumentBytes } from '../rules/memory.ts';
import type { PreparedDocument } from './prepare.ts';

/** The documents that were used last, by their texts. */
export interface DocumentCache<Document> {
  readonly get: (text: string) => Document | undefined;
  readonly set: (text: string, prepared: Document) => unknown;
}

/** Room for about twenty documents of the most tokens, or for hundreds of the usual ones. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Keeps as many documents as take so much memory: one of the most tokens takes a megabyte, and
 * anybody may send a thousand of them.
 */
export function createDocumentCache<Document extends Pick<PreparedDocument, 'document'>>(
  maxBytes = MAX_BYTES,
): DocumentCache<Document> {
  return new LRUCache<string, Document>({
    maxSize: maxBytes,
    sizeCalculation: ({ document }, text) => estimateDocumentBytes(document) + text.length,
  });
}
