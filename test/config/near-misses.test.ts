import { expect, test } from 'vitest';
import { warningsOf } from './reading.ts';

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
  ['TRUSTED_PROXY', 'TRUSTED_PROXIES'],
  ['METRIC_PORT', 'METRICS_PORT'],
  ['SLOW_OPERATION', 'SLOW_OPERATION_MS'],
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
