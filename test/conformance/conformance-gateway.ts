import type { Config } from '../../src/config.ts';
import { startGateway } from '../../src/gateway.ts';
import { Secret } from '../../src/mx/secret.ts';
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

/** A whole gateway before an upstream that is not our sandbox. */
export async function startConformanceGateway(
  baseUrl: string,
  overrides: Partial<Config> = {},
): Promise<ConformanceGateway> {
  const logs: string[] = [];
  const logger = createLogger({
    level: 'trace',
    destination: { write: (line) => logs.push(line) },
  });
  const config: Config = {
    host: '127.0.0.1',
    port: 0,
    upstream: { kind: 'mx', baseUrl, clientId: 'conformance', apiKey: new Secret('a-key') },
    apiVersion: 'v20111101',
    timeoutMs: 2_000,
    statusPollMs: 30,
    auth: { kind: 'none' },
    logLevel: 'trace',
    isProduction: false,
    ...overrides,
  };
  const gateway = await startGateway(config, createEvents(logger));
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
