import { type DestinationStream, type LevelWithSilent, type Logger, pino } from 'pino';
import { toTimestamp } from '../timestamp.ts';
import type { FormatLine } from './pretty/pretty.ts';
import { redact } from './redact.ts';

export interface LoggerOptions {
  readonly level: LevelWithSilent;
  /** The destination of the lines. It must not block, and must not throw. */
  readonly destination: DestinationStream;
  /** By default, lines are written as JSON. */
  readonly format?: FormatLine | undefined;
}

/** JSON, one object per line. */
export const asJson: FormatLine = (json) => json;

/** The longest line that Docker, containerd and many collectors do not split. */
const MAX_LINE_BYTES = 16 * 1024;

/**
 * One JSON object per line: `level` by name, `time` in RFC 3339, `event`, `msg` and the event's
 * fields.
 */
export function createLogger({ level, destination, format = asJson }: LoggerOptions): Logger {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${toTime()}"`,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => redact(fields) as Record<string, unknown>,
    },
  };
  return pino(options, { write: (line) => destination.write(format(bound(line))) });
}

/** The line that replaces `lines` lines that could not be written. */
export function describeGap(lines: number, format = asJson): string {
  const msg = 'The log was not written fast enough.';
  const line = { level: 'warn', time: toTime(), event: 'log-gap', lines, msg };
  return format(`${JSON.stringify(line)}\n`);
}

/** A line that is too long only keeps the fields that identify it. */
function bound(line: string): string {
  if (line.length <= MAX_LINE_BYTES / 4 || Buffer.byteLength(line) <= MAX_LINE_BYTES) return line;
  const { level, time, event, errorId } = JSON.parse(line) as Record<string, unknown>;
  const cutBytes = Buffer.byteLength(line);
  return `${JSON.stringify({ level, time, event, errorId, cutBytes })}\n`;
}

function toTime(): string {
  return toTimestamp(Date.now());
}
