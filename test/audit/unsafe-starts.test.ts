import { expect, test } from 'vitest';
import { spawnGateway } from '../support/process.ts';

const keys = { MX_CLIENT_ID: 'client', MX_API_KEY: 'hunter2' };
const tokens = {
  AUTH_JWT_SECRET: 'hunter2-hunter2-hunter2-hunter2-hunter2',
  AUTH_ISSUER: 'https://issuer.example.com/',
  AUTH_AUDIENCE: 'gateway',
};

const unsafe: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
  ['real keys and no tokens', keys, /^AUTH is not set\. .* set AUTH_JWKS_URL or AUTH_JWT_SECRET/],
  [
    'real keys, no tokens and a HOST that others reach',
    { ...keys, AUTH: 'none', HOST: '0.0.0.0' },
    /^HOST is "0\.0\.0\.0"; with MX keys and AUTH=none it must be loopback, such as 127\.0\.0\.1\.$/,
  ],
  [
    'http to an MX elsewhere',
    { ...keys, ...tokens, MX_BASE_URL: 'http://api.mx.com' },
    /^MX_BASE_URL is "http:\/\/api\.mx\.com"; it must be .* https unless it is loopback\.$/,
  ],
  [
    'polls more often than MX allows',
    { ...keys, ...tokens, STATUS_POLL_MS: '2999' },
    /^STATUS_POLL_MS is "2999"; MX asks for 3000 or more\./,
  ],
  [
    'keys of an issuer over http',
    {
      ...keys,
      AUTH_JWKS_URL: 'http://issuer.example.com/jwks',
      AUTH_ISSUER: 'x',
      AUTH_AUDIENCE: 'y',
    },
    /^AUTH_JWKS_URL is .* https unless it is loopback\.$/,
  ],
  [
    'every page of the web',
    { CORS_ORIGINS: '*' },
    /^CORS_ORIGINS is "\*"; it must be comma-separated origins/,
  ],
];

test.for(unsafe)(
  'a start with %s is refused with a sentence that names the remedy',
  { timeout: 30_000 },
  async ([, env, sentence]) => {
    await using gateway = spawnGateway({ PORT: '0', ...env });
    expect(await gateway.exited).toBe(78);
    expect(gateway.stderr().trim().split('\n')).toEqual([expect.stringMatching(sentence)]);
    expect(gateway.stderr()).not.toContain('hunter2');
    expect(gateway.lines()).toEqual([]);
  },
);
