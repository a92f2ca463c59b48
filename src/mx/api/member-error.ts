import { type Drift } from '../errors.ts';
import { integer, isRow, note, text, type Row } from './decode.ts';
import { toPlainText } from './plain-text.ts';

/** MX's description of a failed connection. MX documents it in its guides, but not in its spec. */
export interface MemberErrorModel {
  /** MX's number, 2005 of wrong credentials for example. */
  readonly code: number | null;
  /** Plain text; MX's words for the end user, else those for developers. */
  readonly message: string | null;
}

const MAX_CHARACTERS = 4_096;

/** Seen at MX as an object, as text that holds one, as an empty object, as null and not at all. */
export function decodeMemberError(row: Row, drift: Drift): MemberErrorModel | null {
  const { error: value = null } = row;
  if (value === null || value === '') return null;
  const error = typeof value === 'string' ? parse(value) : value;
  if (!isRow(error)) {
    note('error', drift);
    return null;
  }
  const code = integer(error, 'error_code', drift);
  const message = text(error, 'user_message', drift) || text(error, 'error_message', drift);
  const isNamed = (error['error_code'] ?? '') !== '';
  if (!isNamed && !message) return null;
  return { code, message: message ? toPlainText(message.slice(0, MAX_CHARACTERS)) : null };
}

function parse(json: string): unknown {
  if (json.length > MAX_CHARACTERS) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
