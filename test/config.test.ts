import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';

const KEYS = { MX_CLIENT_ID: 'partner', MX_API_KEY: 'k3y-never-shown', AUTH: 'none' };

function configOf(env: Record<string, string>) {
  const result = readConfig(env);
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return result.config;
}

function problemsOf(env: Record<string, string>) {
  const result = readConfig(env);
  return result.ok ? [] : result.problems;
}

function warningsOf(env: Record<string, string>) {
  const result = readConfig(env);
  return result.ok ? result.warnings : [];
}

test('an empty environment is the sandbox on loopback, with every default', () => {
  expect(readConfig({})).toEqual({
    ok: true,
    warnings: [],
    config: {
      host: '127.0.0.1',
      port: 4000,
      upstream: { kind: 'sandbox' },
      apiVersion: 'v20111101',
      timeoutMs: 10_000,
      maxConcurrency: 128,
      statusPollMs: 3000,
      auth: { kind: 'none' },
      corsOrigins: [],
      redirectUrls: [],
      persistedDocuments: null,
      logLevel: 'info',
      isProduction: false,
    },
  });
});

test('an empty variable counts as unset', () => {
  expect(configOf({ PORT: '', MX_CLIENT_ID: '', MX_API_KEY: '', LOG_LEVEL: '' })).toEqual(
    configOf({}),
  );
});

test('keys point at the MX integration environment unless a base URL says otherwise', () => {
  expect(configOf(KEYS).upstream).toMatchObject({
    kind: 'mx',
    baseUrl: 'https://int-api.mx.com',
    clientId: 'partner',
  });
  const production = configOf({ ...KEYS, MX_BASE_URL: 'https://api.mx.com/' });
  expect(production.upstream).toMatchObject({ baseUrl: 'https://api.mx.com' });
});

test('the API key does not print', () => {
  const config = configOf(KEYS);
  expect(JSON.stringify(config) + inspect(config, { depth: 9 })).not.toContain('k3y-never-shown');
  expect(config.upstream.kind === 'mx' && config.upstream.apiKey.reveal()).toBe('k3y-never-shown');
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

test('one key without the other is one problem, in production too', () => {
  const env = { NODE_ENV: 'production', MX_CLIENT_ID: 'partner', AUTH: 'none' };
  expect(problemsOf(env)).toEqual([expect.stringMatching(/^MX_API_KEY is not set/)]);
});

test.for([
  ['MX_BASE_URL', 'https://me:hunter2@api.mx.com'],
  ['MX_BASE_URL', 'https://me:hunter2@x@api.mx.com/'],
  ['MX_BASE_URL', 'https://me:hunter2/@api.mx.com'],
  ['MX_BASE_URL', 'me:hunter2@api.mx.com'],
  ['MX_BASE_URL', 'HTTPS://hunter2@api.mx.com'],
  ['MX_BASE_URL', 'https://api.mx.com?key=hunter2'],
  ['MX_BASE_URL', 'https://api.mx.com?a=b&key=hunter2&c=d'],
  ['AUTH_JWKS_URL', 'http://me:hunter2@issuer.example.com/jwks'],
  ['AUTH_JWKS_URL', 'http://issuer.example.com/jwks?token=hunter2'],
  ['CORS_ORIGINS', 'https://a.example.com,https://me:hunter2@b.example.com'],
  ['REDIRECT_URLS', 'https://me:hunter2@\nb.example.com'],
] as const)('%s=%s is refused without its secret', ([name, value]) => {
  const problems = problemsOf({ ...KEYS, [name]: value });
  expect(problems).toContainEqual(expect.stringMatching(new RegExp(`^${name} is ".*"; it must`)));
  expect(problems.join()).not.toContain('hunter2');
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
] as const)(
  '%s=%s is refused, naming the given value and the allowed ones',
  ([name, value, allowed]) => {
    expect(problemsOf({ [name]: value })).toEqual([`${name} is "${value}"; ${allowed}`]);
  },
);

test('a base URL without keys is refused', () => {
  expect(problemsOf({ MX_BASE_URL: 'https://api.mx.com' })).toEqual([
    'MX_BASE_URL is set without MX keys. Set MX_CLIENT_ID and MX_API_KEY too, or unset it.',
  ]);
});

test.for([
  'http://api.mx.com',
  'api.mx.com',
  'https://api.mx.com/v1',
  'https://api.mx.com?x=1',
  'https://api.mx.com/#x',
  'https://me:secret@api.mx.com',
  'http://127.0.0.1.example.com',
  'ftp://127.0.0.1',
])('the base URL %s is refused', (url) => {
  expect(problemsOf({ ...KEYS, MX_BASE_URL: url })).toEqual([
    expect.stringMatching(/^MX_BASE_URL is ".*"; it must be an origin/),
  ]);
});

test.for([
  'http://127.0.0.1:4010',
  'http://localhost:4010',
  'http://[::1]:4010',
  'https://api.mx.com',
])('the base URL %s is accepted', (url) => {
  expect(configOf({ ...KEYS, MX_BASE_URL: url }).upstream).toMatchObject({ baseUrl: url });
});

test('both keys are needed, and the missing one is named', () => {
  expect(problemsOf({ MX_CLIENT_ID: 'partner', AUTH: 'none' })).toEqual([
    expect.stringMatching(/^MX_API_KEY is not set/),
  ]);
  expect(problemsOf({ MX_API_KEY: 'k', AUTH: 'none' })).toEqual([
    expect.stringMatching(/^MX_CLIENT_ID is not set/),
  ]);
});

test('a key that cannot be sent is refused without being shown', () => {
  expect(problemsOf({ ...KEYS, MX_API_KEY: 'k3y never shown' })).toEqual([
    'MX_API_KEY is not usable; it must be printable ASCII without spaces, as MX issued it.',
  ]);
  expect(problemsOf({ ...KEYS, MX_CLIENT_ID: 'part:ner' })).toEqual([
    expect.stringMatching(/^MX_CLIENT_ID is not usable/),
  ]);
});

test('the sandbox may listen anywhere, with a warning', () => {
  expect(configOf({ HOST: '0.0.0.0' }).host).toBe('0.0.0.0');
  expect(warningsOf({ HOST: '0.0.0.0' })).toEqual([
    expect.stringMatching(/^HOST is 0\.0\.0\.0\. Anyone/),
  ]);
});

test("STATUS_POLL_MS below MX's minimum is refused, except for the sandbox and loopback", () => {
  expect(problemsOf({ ...KEYS, STATUS_POLL_MS: '2999' })).toEqual([
    expect.stringMatching(/^STATUS_POLL_MS is "2999"; MX asks for 3000 or more/),
  ]);
  expect(configOf({ STATUS_POLL_MS: '100' }).statusPollMs).toBe(100);
  const loopback = { ...KEYS, MX_BASE_URL: 'http://127.0.0.1:4010', STATUS_POLL_MS: '100' };
  expect(configOf(loopback).statusPollMs).toBe(100);
});

test('MX_API_VERSION takes both versions of the MX Platform API', () => {
  expect(configOf({ MX_API_VERSION: 'v20250224' }).apiVersion).toBe('v20250224');
});

test('the bound of concurrent calls and the manifest of documents are read', () => {
  const env = { MX_MAX_CONCURRENCY: '2000', PERSISTED_DOCUMENTS: './documents.json' };
  expect(configOf(env)).toMatchObject({
    maxConcurrency: 2000,
    persistedDocuments: './documents.json',
  });
});

test.for(['REDIS_URL', 'WEBHOOK_USERNAME', 'WEBHOOK_PASSWORD', 'OTEL_EXPORTER_OTLP_ENDPOINT'])(
  '%s belongs to a part that is not built, and is refused in a sentence',
  (name) => {
    expect(problemsOf({ [name]: 's3cret' })).toEqual([
      expect.stringMatching(
        new RegExp(`^${name} is set, but .+ not supported yet\\. Unset it\\.$`),
      ),
    ]);
  },
);

test('every problem is reported at once', () => {
  const problems = problemsOf({
    PORT: 'x',
    LOG_LEVEL: 'loud',
    MX_CLIENT_ID: 'partner',
    REDIS_URL: 'redis://x',
    STATUS_POLL_MS: '5',
  });
  expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
    'PORT',
    'LOG_LEVEL',
    'REDIS_URL',
    'MX_API_KEY',
    'AUTH',
    'STATUS_POLL_MS',
  ]);
});

test('a variable that resembles one of ours is warned about, without its value', () => {
  expect(
    warningsOf({ MX_API_KEYS: 's3cret', MX_COLOUR: 'blue', AUTH_ISUER: 'x', OTHER: 'y' }),
  ).toEqual([
    'MX_API_KEYS is not a variable of the gateway and is ignored. Did you mean MX_API_KEY?',
    'MX_COLOUR is not a variable of the gateway and is ignored.',
    'AUTH_ISUER is not a variable of the gateway and is ignored. Did you mean AUTH_ISSUER?',
  ]);
});

test.for([
  ['CORS_ORIGIN', 'CORS_ORIGINS'],
  ['LOGLEVEL', 'LOG_LEVEL'],
  ['LOG_LEVELS', 'LOG_LEVEL'],
  ['LOG_LEVLE', 'LOG_LEVEL'],
  ['NODE_EVN', 'NODE_ENV'],
  ['MX_SANBOX', 'MX_SANDBOX'],
  ['log-level', 'LOG_LEVEL'],
  ['REDIRECT_URI', 'REDIRECT_URLS'],
  ['PERSISTED_DOCUMENT', 'PERSISTED_DOCUMENTS'],
  ['STATUS_POLL', 'STATUS_POLL_MS'],
  ['NODEENV', 'NODE_ENV'],
  ['NODE_ENVS', 'NODE_ENV'],
  ['port', 'PORT'],
  ['MXAPIKEY', 'MX_API_KEY'],
] as const)('%s is close enough to %s for a warning', ([name, meant]) => {
  expect(warningsOf({ [name]: 's3cret' })).toEqual([
    `${name} is not a variable of the gateway and is ignored. Did you mean ${meant}?`,
  ]);
});

test('other variables of the environment cause no warning', () => {
  const names = [
    ...['HOME', 'HOSTNAME', 'PATH', 'PWD', 'USER', 'LOGNAME', 'LANG', 'TERM', 'SHLVL', 'MAIL', '_'],
    ...['NODE_OPTIONS', 'NODE_PATH', 'NODE_VERSION', 'NODE_EXTRA_CA_CERTS', 'NODENV_ROOT', 'POSTS'],
    ...[
      'IS_SANDBOX',
      'KUBERNETES_PORT',
      'KUBERNETES_SERVICE_HOST',
      'REDIS_HOST',
      'DB_PORT',
      'DIRECT_URL',
      'TZ',
    ],
    ...['GITHUB_TOKEN', 'npm_config_loglevel', 'npm_package_name', 'AUTHOR', 'DATABASE_URL', 'CI'],
  ];
  expect(warningsOf(Object.fromEntries(names.map((name) => [name, 'x'])))).toEqual([]);
});
