import { createEvents } from '../../src/observability/events.ts';
import { createLogger } from '../../src/observability/logger.ts';

export function openLog(level: 'info' | 'debug' = 'debug') {
  const lines: string[] = [];
  const logger = createLogger({ level, destination: { write: (line) => void lines.push(line) } });
  const read = () => lines.map((line): Record<string, unknown> => JSON.parse(line));
  return { events: createEvents(logger), logger, lines, read };
}
