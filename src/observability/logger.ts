import { type DestinationStream, type LevelWithSilent, type Logger, pino } from 'pino';
import { redact } from './redact.ts';

export interface LoggerOptions {
  readonly level: LevelWithSilent;
  /** Where the lines go; stdout unless given. */
  readonly destination?: DestinationStream;
}

/** One JSON object a line: `level` by name, `time` in RFC 3339, `event`, `msg` and the event's fields. */
export function createLogger({ level, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => redact(fields) as Record<string, unknown>,
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
