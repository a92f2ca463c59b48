import { createHash } from 'node:crypto';
import { limits } from '../../limits.ts';
import { isGuid } from '../../mx/path.ts';

/** A member as a client has seen it. */
export interface SeenMember {
  /** A lower-case letter. */
  readonly mark: string;
  /** `PRINT_CHARS` characters, equal for equal states. */
  readonly print: string;
}

/** The members that a client has seen, by their guids. */
export type SeenMembers = ReadonlyMap<string, SeenMember>;

export const PRINT_CHARS = 8;

const UUID_GUID = /^MBR-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SHORT = /^([\w-]{22})([a-z])([\w-]{8})$/;
const LONG = /^([A-Z]{2,4}-[A-Za-z0-9-]+)~([a-z])([\w-]{8})$/;

/**
 * What a client has seen of a user's members, as an opaque text from which another process can tell
 * the client the difference: about 31 characters per member. If the text would have more than
 * `limits.membersRevisionCharacters` characters, it is a hash, and shows only whether anything has
 * changed.
 */
export function toMembersRevision(members: SeenMembers): string {
  const parts = [...members].map(([guid, { mark, print }]) => `${toShort(guid)}${mark}${print}`);
  const text = `1.${parts.join('.')}`;
  if (text.length <= limits.membersRevisionCharacters) return text;
  return `0.${createHash('sha256').update(text).digest('base64url')}`;
}

/** The members in a revision; null for a hash, and for a text that is not a revision. */
export function fromMembersRevision(revision: string): SeenMembers | null {
  if (revision.length > limits.membersRevisionCharacters) return null;
  const [version, ...parts] = revision.split('.');
  if (version !== '1' || parts.length === 0) return null;
  const members = new Map<string, SeenMember>();
  if (parts.length === 1 && parts[0] === '') return members;
  for (const part of parts) {
    const short = SHORT.exec(part);
    const [, id = '', mark = '', print = ''] = short ?? LONG.exec(part) ?? [];
    const guid = short === null ? id : fromShort(id);
    if (!isGuid(guid)) return null;
    members.set(guid, { mark, print });
  }
  return members;
}

/** 22 characters for a guid that contains a UUID, as MX's guids do. */
function toShort(guid: string): string {
  if (!UUID_GUID.test(guid)) return `${guid}~`;
  return Buffer.from(guid.slice('MBR-'.length).replaceAll('-', ''), 'hex').toString('base64url');
}

function fromShort(id: string): string {
  const hex = Buffer.from(id, 'base64url').toString('hex');
  return `MBR-${hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`;
}
