import type { Explanation } from '../../explanation.ts';
import { toPrettyFields } from './fields.ts';
import { cut, toPlain } from './plain-text.ts';
import { toSlowLines } from './slow-calls.ts';

/** Changes a line of JSON, as the logger makes it, into lines for a person. */
export type FormatLine = (json: string) => string;

interface Line {
  readonly level: string;
  /** RFC 3339. */
  readonly time: string;
  readonly event?: string;
  readonly msg?: string;
  readonly slow?: Explanation;
}

/** A longer message has a line for each of its sentences, and the fields have a line of their own. */
const MAX_MESSAGE = 160;
/** The most lines below the first one. */
const MAX_BLOCK = 60;
const INDENT = '    ';

const DIM = 2;
const BOLD = 1;
const COLOURS: Readonly<Record<string, number>> = { fatal: 31, error: 31, warn: 33, info: 32 };

/**
 * One line for each event: local time, level, event, message, and the fields. Stacks, long messages
 * and the calls of a slow operation follow in a block. No text of a client can begin a line, or
 * change the terminal.
 */
export function createPretty({ hasColours }: { readonly hasColours: boolean }): FormatLine {
  const paint = (code: number, text: string) =>
    hasColours ? `\u001b[${code}m${text}\u001b[0m` : text;
  const toPair = ([name, value]: readonly [string, string]) => `${paint(DIM, `${name}=`)}${value}`;

  return (json) => {
    const { level, time, event = '', msg = '', slow, ...fields } = JSON.parse(json) as Line;
    const { pairs, frames } = toPrettyFields({ ...fields });
    const message = toPlain(msg);
    const isShort = message.length <= MAX_MESSAGE;
    const told = pairs.map(toPair).join(' ');
    const head = [
      paint(DIM, toLocalTime(time)),
      paint(COLOURS[level] ?? DIM, level.padEnd(5)),
      paint(BOLD, toPlain(event)),
      ...(isShort ? [message, told] : []),
    ].filter((each) => each !== '');
    const block = [
      ...(isShort ? [] : [...message.split(/(?<=\.) (?=[A-Z])/), told]),
      ...frames.map(toPlain),
      ...(slow === undefined ? [] : toSlowLines(slow).map(toPlain)),
    ];
    const lines = [head.join(' '), ...block.slice(0, MAX_BLOCK).map((each) => `${INDENT}${each}`)];
    return `${lines.map(cut).join('\n')}\n`;
  };
}

function toLocalTime(time: string): string {
  const at = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
  return `${clock}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}
