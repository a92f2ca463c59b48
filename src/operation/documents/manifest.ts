import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** The texts of known documents by their ids. */
export type Manifest = ReadonlyMap<string, string>;

/** Reads a manifest file. Throws an Error whose message says what is wrong with it. */
export async function readManifest(path: string): Promise<Manifest> {
  const json = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Error(`The manifest ${path} cannot be read.`, { cause });
  });
  try {
    return decodeManifest(JSON.parse(json));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'is not JSON' : (cause as Error).message;
    throw new Error(`The manifest ${path} ${why}.`, { cause });
  }
}

/**
 * Accepts `{ "<id>": "<text>" }`, as Relay's compiler and most tools write it, or an
 * `apollo-persisted-query-manifest` of version 1. An id that looks like a SHA-256 hash must be the
 * hash of its text; other ids are accepted unchanged.
 */
export function decodeManifest(json: unknown): Manifest {
  const entries = toEntries(json);
  const manifest = new Map<string, string>();
  for (const [id, text] of entries) {
    if (typeof id !== 'string' || id === '' || typeof text !== 'string' || text === '') {
      throw new Error('contains an entry without an id and a text');
    }
    const hash = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(id)?.[1]?.toLowerCase();
    if (hash !== undefined && hash !== createHash('sha256').update(text).digest('hex')) {
      throw new Error(`contains ${id}, which is not the SHA-256 of its text`);
    }
    const key = hash ?? id;
    const other = manifest.get(key);
    if (other !== undefined && other !== text) throw new Error(`contains two texts for ${id}`);
    manifest.set(key, text);
  }
  if (manifest.size === 0) throw new Error('contains no documents');
  return manifest;
}

function toEntries(json: unknown): readonly (readonly [unknown, unknown])[] {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new Error('is not an object');
  }
  if (!('format' in json)) return Object.entries(json);
  if (json.format !== 'apollo-persisted-query-manifest' || !('version' in json)) {
    throw new Error('has an unknown format');
  }
  if (json.version !== 1) throw new Error('has an unknown version');
  const operations = 'operations' in json ? json.operations : undefined;
  if (!Array.isArray(operations)) throw new Error('has no list of operations');
  return operations.map((operation: { id?: unknown; body?: unknown } | null) => [
    operation?.id,
    operation?.body,
  ]);
}
