import { type Config, readConfig } from '../../src/config.ts';
import { startGateway } from '../../src/gateway.ts';
import { createEvents } from '../../src/observability/events.ts';
import { createLogger } from '../../src/observability/logger.ts';
import type { Answer } from '../support/gateway.ts';

export interface ConformanceGateway extends AsyncDisposable {
  /** Ends with `/graphql`. */
  readonly url: string;
  /** Every log line so far. */
  readonly logs: readonly string[];
  readonly query: (
    document: string,
    variables?: Readonly<Record<string, unknown>>,
  ) => Promise<Answer>;
}

/** The keys that the upstreams of these tests take. */
export const KEYS = { clientId: 'conformance', apiKey: 'a-key' } as const;

/** A whole gateway, set up as a process is, before an upstream that is not our sandbox. */
export async function startConformanceGateway(
  baseUrl: string,
  overrides: Partial<Config> = {},
): Promise<ConformanceGateway> {
  const logs: string[] = [];
  const logger = createLogger({
    level: 'trace',
    destination: { write: (line) => logs.push(line) },
  });
  const read = readConfig({
    PORT: '0',
    MX_BASE_URL: baseUrl,
    MX_CLIENT_ID: KEYS.clientId,
    MX_API_KEY: KEYS.apiKey,
    MX_TIMEOUT_MS: '2000',
    STATUS_POLL_MS: '30',
    AUTH: 'none',
    LOG_LEVEL: 'trace',
  });
  if (!read.ok) throw new Error(read.problems.join(' '));
  const gateway = await startGateway({ ...read.config, ...overrides }, createEvents(logger));
  return {
    url: gateway.url,
    logs,
    async query(document, variables) {
      const response = await fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: document, variables }),
      });
      return (await response.json()) as Answer;
    },
    [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose](),
  };
}
