import { type DestinationStream, type LevelWithSilent, type Logger, pino } from 'pino';
import { redact } from './redact.ts';

export interface LoggerOptions {
  readonly level: LevelWithSilent;
  /** Where the lines go. It must not block, and must not throw. */
  readonly destination: DestinationStream;
}

/** What Docker, containerd and many collectors keep together as one line. */
const MAX_LINE_BYTES = 16 * 1024;

/** One JSON object a line: `level` by name, `time` in RFC 3339, `event`, `msg` and the event's fields. */
export function createLogger({ level, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${toTime()}"`,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => redact(fields) as Record<string, unknown>,
    },
  };
  return pino(options, { write: (line) => destination.write(bound(line)) });
}

/** The line that stands where `lines` others could not be written. */
export function describeGap(lines: number): string {
  const msg = 'The log was not written fast enough.';
  return `${JSON.stringify({ level: 'warn', time: toTime(), event: 'log-gap', lines, msg })}\n`;
}

/** What is too long keeps the fields that say what it was. */
function bound(line: string): string {
  if (line.length <= MAX_LINE_BYTES / 4 || Buffer.byteLength(line) <= MAX_LINE_BYTES) return line;
  const { level, time, event, errorId } = JSON.parse(line) as Record<string, unknown>;
  const cutBytes = Buffer.byteLength(line);
  return `${JSON.stringify({ level, time, event, errorId, cutBytes })}\n`;
}

function toTime(): string {
  return new Date().toISOString();
}
