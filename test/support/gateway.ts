import type { ExecutionResult } from 'graphql';
import type { Config } from '../../src/config.ts';
import { startGateway } from '../../src/gateway.ts';
import { createEvents } from '../../src/observability/events.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { Secret } from '../../src/secret.ts';

export interface TestGateway extends AsyncDisposable {
  /** Ends with `/graphql`. */
  readonly url: string;
  readonly sandbox: Sandbox;
  /** Every log line so far. May be emptied. */
  readonly logs: string[];
  readonly query: (
    document: string,
    variables?: Readonly<Record<string, unknown>>,
  ) => Promise<Answer>;
  /** Sends a POST without checks: a string is the body itself, any other value is sent as JSON. */
  readonly post: (body: unknown, headers?: Readonly<Record<string, string>>) => Promise<Response>;
}

// Tests assert the shape of a response, so the type does not describe it.
export type Answer = ExecutionResult<Data>;
// oxlint-disable-next-line typescript/no-explicit-any
export type Data = Record<string, any>;

export interface TestGatewayOptions {
  readonly sandbox?: SandboxOptions;
  readonly config?: Partial<Config>;
}

const testRedis = process.env['TEST_REDIS_URL'];

/** A whole gateway on a free port, in front of its own sandbox, which counts the calls to MX. */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  await using started = new AsyncDisposableStack();
  const sandbox = started.use(await startSandbox({ jobMs: 300, ...options.sandbox }));
  const logs: string[] = [];
  const logger = createLogger({
    level: 'trace',
    destination: { write: (line) => logs.push(line) },
  });
  const gateway = started.use(
    await startGateway(
      {
        host: '127.0.0.1',
        port: 0,
        upstream: {
          kind: 'mx',
          baseUrl: sandbox.url,
          clientId: sandbox.clientId,
          apiKey: new Secret(sandbox.apiKey),
        },
        apiVersion: 'v20111101',
        timeoutMs: 5_000,
        maxConcurrency: 128,
        statusPollMs: 30,
        auth: { kind: 'none' },
        corsOrigins: [],
        // All tests can run as one replica of several: `TEST_REDIS_URL=redis://127.0.0.1:6379 npm test`.
        redisUrl: testRedis === undefined ? null : new Secret(testRedis),
        persistedDocuments: null,
        logLevel: 'trace',
        slowOperationMs: 5_000,
        isProduction: false,
        ...options.config,
      },
      createEvents(logger),
    ),
  );
  const running = started.move();
  const post: TestGateway['post'] = (body, headers) =>
    fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  return {
    url: gateway.url,
    sandbox,
    logs,
    post,
    async query(document, variables) {
      const response = await post({ query: document, variables });
      return (await response.json()) as Answer;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
