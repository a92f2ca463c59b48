import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { configOf, KEYS, problemsOf, warningsOf } from './config/reading.ts';

test('an empty environment is the sandbox on loopback, with every default', () => {
  expect(readConfig({})).toEqual({
    ok: true,
    warnings: [],
    limits: {},
    config: {
      host: '127.0.0.1',
      port: 4000,
      metricsPort: null,
      upstream: { kind: 'sandbox' },
      apiVersion: 'v20111101',
      timeoutMs: 10_000,
      maxConcurrency: 128,
      readsPerSecond: null,
      writesPerSecond: null,
      statusPollMs: 3000,
      auth: { kind: 'none' },
      corsOrigins: [],
      corsHeaders: null,
      trustedProxies: ['loopback', 'private'],
      redirectUrls: [],
      webhooks: null,
      redisUrl: null,
      traces: null,
      persistedDocuments: null,
      commit: null,
      isSubgraph: false,
      mcpDocuments: fileURLToPath(new URL('../examples/agents/', import.meta.url)),
      logLevel: 'info',
      logFormat: null,
      slowOperationMs: 5_000,
      isProduction: false,
    },
  });
});

test('an empty variable counts as unset', () => {
  expect(configOf({ PORT: '', MX_CLIENT_ID: '', MX_API_KEY: '', LOG_LEVEL: '' })).toEqual(
    configOf({}),
  );
});

test('FEDERATION=subgraph, and nothing else, is a subgraph', () => {
  expect(configOf({ FEDERATION: 'subgraph' }).isSubgraph).toBe(true);
  expect(configOf({ FEDERATION: 'none' }).isSubgraph).toBe(false);
  expect(problemsOf({ FEDERATION: 'true' })).toEqual([
    'FEDERATION is "true"; it must be none or subgraph.',
  ]);
});

test('a subgraph whose manifest would refuse every document of its router does not start', () => {
  expect(problemsOf({ FEDERATION: 'subgraph', PERSISTED_DOCUMENTS: './documents.json' })).toEqual([
    expect.stringMatching(/^FEDERATION is subgraph, and PERSISTED_DOCUMENTS is set\./),
  ]);
  expect(problemsOf({ FEDERATION: 'none', PERSISTED_DOCUMENTS: './documents.json' })).toEqual([]);
});

test('NODE_ENV=production, and nothing else, is production', () => {
  expect(configOf({ NODE_ENV: 'production', MX_SANDBOX: 'true' }).isProduction).toBe(true);
  expect(configOf({ NODE_ENV: 'development' }).isProduction).toBe(false);
  expect(configOf({ NODE_ENV: 'test' }).isProduction).toBe(false);
});

test.for([
  [{ NODE_ENV: 'production' }, /^MX_CLIENT_ID and MX_API_KEY are not set\. .* MX_SANDBOX=true/],
  [{ MX_SANDBOX: 'false' }, /^MX_SANDBOX is false, but no MX keys are set/],
  [{ MX_SANDBOX: 'true', ...KEYS }, /^MX_SANDBOX is true, but MX keys are set/],
  [{ MX_SANDBOX: 'yes' }, /^MX_SANDBOX is "yes"; it must be true or false\.$/],
] as const)("a start with %j does not fall back to the sandbox's data", ([env, problem]) => {
  expect(problemsOf(env)).toEqual([expect.stringMatching(problem)]);
});

test.for([
  ['prod', ' Did you mean production?'],
  ['PRODUCTION', ' Did you mean production?'],
  ['Production ', ' Did you mean production?'],
  ['prodution', ' Did you mean production?'],
  ['production-eu', ' Did you mean production?'],
  ['dev', ' Did you mean development?'],
  ['testing', ' Did you mean test?'],
  ['staging', ''],
  ['p', ''],
  ['true', ''],
] as const)('NODE_ENV=%s is refused, since it is not production', ([value, hint]) => {
  expect(problemsOf({ NODE_ENV: value })).toEqual([
    `NODE_ENV is "${value}"; it must be production, development or test.${hint}`,
  ]);
});

test.for([
  ['PORT', 'http', 'it must be a whole number from 0 to 65535.'],
  ['PORT', '65536', 'it must be a whole number from 0 to 65535.'],
  ['PORT', '4e3', 'it must be a whole number from 0 to 65535.'],
  ['PORT', '-1', 'it must be a whole number from 0 to 65535.'],
  ['HOST', 'http://x', 'it must be a host name or an address, without a scheme or port.'],
  ['MX_TIMEOUT_MS', '99', 'it must be a whole number from 100 to 120000.'],
  ['MX_TIMEOUT_MS', '120001', 'it must be a whole number from 100 to 120000.'],
  ['STATUS_POLL_MS', '0', 'it must be a whole number from 1 to 60000.'],
  ['MX_MAX_CONCURRENCY', '0', 'it must be a whole number from 1 to 2000.'],
  ['MX_MAX_CONCURRENCY', '2001', 'it must be a whole number from 1 to 2000.'],
  [
    'MX_API_VERSION',
    'v20260101',
    'it must be v20111101 or v20250224, the versions of the MX Platform API that this gateway supports.',
  ],
  ['AUTH', 'None', 'it must be none or jwt.'],
  ['LOG_LEVEL', 'INFO', 'it must be fatal, error, warn, info, debug, trace or silent.'],
  ['LOG_FORMAT', 'text', 'it must be pretty or json.'],
] as const)(
  '%s=%s is refused, naming the given value and the allowed ones',
  ([name, value, allowed]) => {
    expect(problemsOf({ [name]: value })).toEqual([`${name} is "${value}"; ${allowed}`]);
  },
);

test('the sandbox may listen anywhere, with a warning', () => {
  expect(configOf({ HOST: '0.0.0.0' }).host).toBe('0.0.0.0');
  expect(warningsOf({ HOST: '0.0.0.0' })).toEqual([
    expect.stringMatching(/^HOST is 0\.0\.0\.0\. Anyone/),
  ]);
});

test('the bound of concurrent calls and the manifest of documents are read', () => {
  const env = { MX_MAX_CONCURRENCY: '2000', PERSISTED_DOCUMENTS: './documents.json' };
  expect(configOf(env)).toMatchObject({
    maxConcurrency: 2000,
    persistedDocuments: './documents.json',
  });
});

test.for([
  'redis://127.0.0.1:6379',
  'redis://:s3cret@redis.internal',
  'rediss://user:s3cret@redis.example.com:6380/0',
])('REDIS_URL may be %s', (url) => {
  expect(configOf({ ...KEYS, REDIS_URL: url }).redisUrl?.reveal()).toBe(url);
});

test.for(['http://redis:6379', 'redis:6379', 'redis://', 'redis://x/a', 'redis://:s3cret@x?db=1'])(
  'REDIS_URL cannot be %s, and the sentence does not contain it',
  (url) => {
    const [problem, ...others] = problemsOf({ ...KEYS, REDIS_URL: url });
    expect(problem).toMatch(/^REDIS_URL is not usable; it must be a URL such as redis:/);
    expect(problem).not.toContain('s3cret');
    expect(others).toEqual([]);
  },
);

test("replicas keep to MX's known rates together, or to the rates that are set", () => {
  const redis = { ...KEYS, REDIS_URL: 'redis://127.0.0.1' };
  expect(configOf(redis)).toMatchObject({ readsPerSecond: 2_000, writesPerSecond: 750 });
  const rates = { MX_READS_PER_SECOND: '300', MX_WRITES_PER_SECOND: '20' };
  const set = { readsPerSecond: 300, writesPerSecond: 20 };
  expect(configOf({ ...redis, ...rates })).toMatchObject(set);
  expect(configOf(rates)).toMatchObject(set);
  expect(problemsOf({ MX_READS_PER_SECOND: '0' })).toEqual([
    'MX_READS_PER_SECOND is "0"; it must be a whole number from 1 to 999999.',
  ]);
});

test('replicas with an embedded sandbox each would not see the same data', () => {
  expect(problemsOf({ REDIS_URL: 'redis://127.0.0.1' })).toEqual([
    expect.stringMatching(/^REDIS_URL is set without MX keys\./),
  ]);
});

test('the credentials of webhooks are read, and needed together', () => {
  const env = { WEBHOOK_USERNAME: 'mx', WEBHOOK_PASSWORD: 'p4ss:w0rd' };
  const { webhooks } = configOf(env);
  expect([webhooks?.username, webhooks?.password.reveal()]).toEqual(['mx', 'p4ss:w0rd']);
  for (const [name, missing] of [
    ['WEBHOOK_USERNAME', 'WEBHOOK_PASSWORD'],
    ['WEBHOOK_PASSWORD', 'WEBHOOK_USERNAME'],
  ] as const) {
    expect(problemsOf({ [name]: 'x' })).toEqual([
      `${missing} is not set. Set both WEBHOOK_USERNAME and WEBHOOK_PASSWORD, or neither.`,
    ]);
  }
});

test.for([
  ['WEBHOOK_USERNAME', 'm:x'],
  ['WEBHOOK_USERNAME', 'm x'],
  ['WEBHOOK_PASSWORD', 'pässword'],
] as const)('%s=%s is refused, and the message does not quote it', ([name, value]) => {
  const env = { WEBHOOK_USERNAME: 'mx', WEBHOOK_PASSWORD: 'x', [name]: value };
  expect(problemsOf(env)).toEqual([
    expect.stringMatching(new RegExp(`^${name} is not usable; it must be printable ASCII`)),
  ]);
});

test('every problem is reported at once', () => {
  const problems = problemsOf({
    PORT: 'x',
    LOG_LEVEL: 'loud',
    MX_CLIENT_ID: 'partner',
    REDIS_URL: 'http://x',
    STATUS_POLL_MS: '5',
  });
  expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
    'PORT',
    'REDIS_URL',
    'LOG_LEVEL',
    'MX_API_KEY',
    'AUTH',
    'STATUS_POLL_MS',
  ]);
});
