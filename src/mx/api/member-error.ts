import { type Drift } from '../errors.ts';
import { integer, isRow, note, text, type Row } from './decode.ts';
import { toPlainText } from './plain-text.ts';

/** MX's description of a failed connection. MX documents it in its guides, but not in its spec. */
export interface MemberErrorModel {
  /** MX's number, for example 2005 for wrong credentials. */
  readonly code: number | null;
  /** Plain text; MX's message for the end user, else its message for developers. */
  readonly message: string | null;
}

const MAX_CHARACTERS = 4_096;

/**
 * MX has sent the error as an object, as a text with JSON of an object, as an empty object and as
 * null, and has omitted it.
 */
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
