import { createHash } from 'node:crypto';
import type { Manifest } from './manifest.ts';

/** What a request says of its document, on any transport; the values are what the client sent. */
export interface DocumentParams {
  readonly query?: unknown;
  /** The id of a known document, or `sha256:` and the hash of its text. */
  readonly documentId?: unknown;
  /** Relay's names for the id. */
  readonly doc_id?: unknown;
  readonly id?: unknown;
  /** Apollo's is `persistedQuery: { version: 1, sha256Hash }`. */
  readonly extensions?: unknown;
}

export type Resolved =
  | { readonly ok: true; readonly query: string }
  | {
      readonly ok: false;
      /** `NOT_SUPPORTED` tells Apollo's clients to send texts from now on. */
      readonly code:
        | 'PERSISTED_QUERY_NOT_FOUND'
        | 'PERSISTED_QUERY_NOT_SUPPORTED'
        | 'BAD_USER_INPUT';
      readonly message: string;
    };

/** The documents that the gateway answers: all, or those of a manifest alone. */
export interface Documents {
  /** The text to run. An id and a text that come together must agree; nothing is registered. */
  readonly resolve: (params: DocumentParams) => Resolved;
  /** True for a text that may run, however it came. */
  readonly isAllowed: (query: string) => boolean;
}

/** With null any text runs, and ids are refused. */
export function createDocuments(manifest: Manifest | null): Documents {
  const texts = manifest === null ? null : new Set(manifest.values());
  const byHash = new Map([...(texts ?? [])].map((text) => [sha256(text), text]));
  const textOf = (id: string) =>
    manifest?.get(id) ?? byHash.get(id.replace(/^sha256:/, '').toLowerCase());

  function resolve({ query, documentId, doc_id: docId, id, extensions }: DocumentParams): Resolved {
    const { problem, hash } = persistedQueryOf(extensions);
    if (problem !== undefined) return refused(problem);
    if (!isAbsent(query) && typeof query !== 'string') return refused('query must be a string.');

    const given: string[] = [];
    for (const each of [documentId, docId, id]) {
      if (isAbsent(each)) continue;
      if (typeof each !== 'string') return refused('A document id must be a string.');
      given.push(each);
    }
    if (hash !== undefined) given.push(hash);

    if (typeof query === 'string' && query !== '') {
      if (hash !== undefined && hash !== sha256(query)) return refused(mismatch);
      if (texts === null) return { ok: true, query };
      if (!texts.has(query)) return notFound;
      return given.every((each) => textOf(each) === query)
        ? { ok: true, query }
        : refused(mismatch);
    }
    const [first] = given;
    if (first === undefined) return refused('A request needs a query.');
    // Those who sent a hash alone look for the words of the protocol that they speak.
    if (texts === null) return hash === undefined ? off : { ...off, message: APQ_OFF };
    const text = textOf(first);
    if (text === undefined) {
      return hash === undefined ? notFound : { ...notFound, message: APQ_NOT_FOUND };
    }
    return given.every((each) => textOf(each) === text)
      ? { ok: true, query: text }
      : refused(mismatch);
  }

  return { resolve, isAllowed: (query) => texts === null || texts.has(query) };
}

const mismatch = 'The id and the text of the document do not match.';

/** Apollo's and urql's clients compare the message, and then send the text. */
const APQ_NOT_FOUND = 'PersistedQueryNotFound';
const APQ_OFF = 'PersistedQueryNotSupported';

const notFound = {
  ok: false,
  code: 'PERSISTED_QUERY_NOT_FOUND',
  message: 'This gateway only runs documents from its manifest; this one is not in it.',
} as const satisfies Resolved;

const off = {
  ok: false,
  code: 'PERSISTED_QUERY_NOT_SUPPORTED',
  message: 'Persisted documents are not enabled. Send the text as query.',
} as const satisfies Resolved;

function refused(message: string): Resolved {
  return { ok: false, code: 'BAD_USER_INPUT', message };
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function persistedQueryOf(extensions: unknown): { hash?: string; problem?: string } {
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
