import { isRow, note, type Drift, type Row } from './decode.ts';
import { toPlainText } from './plain-text.ts';

/** What MX says went wrong with a connection. Not in MX's spec; in its documentation it is. */
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
  const code = Number(error['error_code'] ?? Number.NaN);
  const words = [error['user_message'], error['error_message']];
  const message = words.find((each): each is string => typeof each === 'string' && each !== '');
  if (Number.isNaN(code) && message === undefined) return null;
  return {
    code: Number.isInteger(code) && Math.abs(code) < 2 ** 31 ? code : null,
    message: message === undefined ? null : toPlainText(message.slice(0, MAX_CHARACTERS)),
  };
}

function parse(text: string): unknown {
  if (text.length > MAX_CHARACTERS) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
