/**
 * Characters that move the cursor, change colours, begin a line, or turn the direction of a text:
 * in a terminal, a client could fake lines with them.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The longest line, in characters. */
const MAX_CHARACTERS = 2_000;

/** The text with visible escapes, such as `\u001b`, in the place of unsafe characters. */
export function toPlain(text: string): string {
  return text.replace(
    UNSAFE,
    (unsafe) => `\\u${(unsafe.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}

/** The value of a field: as it is if it is one word, else in quotes. */
export function toValue(text: string): string {
  return /^[^\s"=\\]+$/.test(text) ? toPlain(text) : toPlain(JSON.stringify(text));
}

const ESCAPE = '\u001b';

/** The only escapes of a line are its colours. What is cut leaves none of them half, or open. */
export function cut(line: string): string {
  if (line.length <= MAX_CHARACTERS) return line;
  const kept = line.slice(0, MAX_CHARACTERS);
  const lastAt = kept.lastIndexOf(ESCAPE);
  if (lastAt === -1) return `${kept}…`;
  const whole = kept.includes('m', lastAt) ? kept : kept.slice(0, lastAt);
  return `${whole}…${ESCAPE}[0m`;
}
