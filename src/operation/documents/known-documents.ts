import { createHash } from 'node:crypto';
import { malformedRequest, type Refusal, unknownDocument } from '../refusal.ts';
import type { Manifest } from './manifest.ts';

/**
 * The parameters of a request that identify its document, on any transport. The values are
 * unchecked.
 */
export interface DocumentParams {
  readonly query?: unknown;
  /** The id of a known document, or `sha256:` and the hash of its text. */
  readonly documentId?: unknown;
  /** Relay's names for the id. */
  readonly doc_id?: unknown;
  readonly id?: unknown;
  /** Apollo's clients send `persistedQuery: { version: 1, sha256Hash }`. */
  readonly extensions?: unknown;
}

/** The documents that the gateway runs: all documents, or only the documents of a manifest. */
export interface KnownDocuments {
  /**
   * Returns the text to run. If a request contains both an id and a text, they must match; no
   * document is registered.
   */
  readonly find: (params: DocumentParams) => string | Refusal;
}

/** If the manifest is null, any text runs, and ids are refused. */
export function createKnownDocuments(manifest: Manifest | null): KnownDocuments {
  const texts = manifest === null ? null : new Set(manifest.values());
  const byHash = new Map([...(texts ?? [])].map((text) => [sha256(text), text]));
  const textFor = (id: string) =>
    manifest?.get(id) ?? byHash.get(id.replace(/^sha256:/, '').toLowerCase());

  function find({ query, documentId, doc_id: docId, id, extensions }: DocumentParams) {
    const { problem, hash } = readPersistedQuery(extensions);
    if (problem !== undefined) return malformedRequest(problem);
    if (!isAbsent(query) && typeof query !== 'string') {
      return malformedRequest('query must be a string.');
    }

    const given: string[] = [];
    for (const each of [documentId, docId, id]) {
      if (isAbsent(each)) continue;
      if (typeof each !== 'string') {
        return malformedRequest('A document id must be a string.');
      }
      given.push(each);
    }
    if (hash !== undefined) given.push(hash);

    if (typeof query === 'string' && query !== '') {
      if (hash !== undefined && hash !== sha256(query)) return malformedRequest(MISMATCH);
      if (texts === null) return query;
      if (!texts.has(query)) return notFound(NOT_FOUND);
      return given.every((each) => textFor(each) === query) ? query : malformedRequest(MISMATCH);
    }
    const [first] = given;
    if (first === undefined) return malformedRequest('A request needs a query.');
    // Clients that sent only a hash expect the exact message of their protocol.
    if (texts === null) return off(hash === undefined ? OFF : APQ_OFF);
    const text = textFor(first);
    if (text === undefined) return notFound(hash === undefined ? NOT_FOUND : APQ_NOT_FOUND);
    return given.every((each) => textFor(each) === text) ? text : malformedRequest(MISMATCH);
  }

  return { find };
}

const MISMATCH = 'The id and the text of the document do not match.';
const NOT_FOUND = 'This gateway only runs documents from its manifest; this one is not in it.';
const OFF = 'Persisted documents are not enabled. Send the text as query.';

/** Apollo's and urql's clients compare the message, and then send the text. */
const APQ_NOT_FOUND = 'PersistedQueryNotFound';
const APQ_OFF = 'PersistedQueryNotSupported';

function notFound(message: string): Refusal {
  return unknownDocument('PERSISTED_QUERY_NOT_FOUND', message);
}

/** The code makes Apollo's clients send texts from now on. */
function off(message: string): Refusal {
  return unknownDocument('PERSISTED_QUERY_NOT_SUPPORTED', message);
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function readPersistedQuery(extensions: unknown): { hash?: string; problem?: string } {
  const said = isRecord(extensions) ? extensions['persistedQuery'] : undefined;
  if (isAbsent(said)) return {};
  if (!isRecord(said) || said['version'] !== 1) {
    return { problem: 'extensions.persistedQuery.version must be 1.' };
  }
  const hash = said['sha256Hash'];
  return typeof hash === 'string' && /^[0-9a-f]{64}$/i.test(hash)
    ? { hash: hash.toLowerCase() }
    : { problem: 'extensions.persistedQuery.sha256Hash must be a SHA-256 hash in hex.' };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
