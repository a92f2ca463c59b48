import { LRUCache } from 'lru-cache';
import { estimateDocumentBytes } from '../rules/memory.ts';
import type { PreparedDocument } from './prepare.ts';

/** The most recently used documents, by their texts. */
export interface DocumentCache<Document> {
  readonly get: (text: string) => Document | undefined;
  readonly set: (text: string, prepared: Document) => unknown;
}

/** Room for about twenty documents of maximum size, or for hundreds of typical documents. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Keeps as many documents as fit into this memory: a document with the most tokens uses a megabyte,
 * and any client may send a thousand of them.
 */
export function createDocumentCache<Document extends Pick<PreparedDocument, 'document'>>(
  maxBytes = MAX_BYTES,
): DocumentCache<Document> {
  return new LRUCache<string, Document>({
    maxSize: maxBytes,
    sizeCalculation: ({ document }, text) => estimateDocumentBytes(document) + text.length,
  });
}
