import { z } from 'zod';
import { MIN_POLL_MS } from '../mx/poll-floor.ts';
import {
  isPageOrigin,
  isRedirectTarget,
  isRedisUrl,
  isTrustedOrigin,
  isTrustedUrl,
} from './addresses.ts';
import { claimName, exactText, list, optionalNumber, rate, wholeNumber } from './forms.ts';
import { limitVariables } from './limit-variables.ts';
import { findMeantName, findMeantWord } from './near-misses.ts';
import { isTrustedProxies } from './proxies.ts';
import { traceVariables } from './trace-variables.ts';
import { isOfOtherSignal } from './trace-warnings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_PORT = 4000;
export const DEFAULT_BASE_URL = 'https://int-api.mx.com';

/** RFC 7518 section 3.2: a key for HS256 has at least the size of the hash. */
const SECRET_BYTES = 32;

const ENVIRONMENTS = ['production', 'development', 'test'] as const;

/** Each variable, its form and its default. A description completes the sentence "NAME must be …". */
export const variables = z.object({
  PORT: wholeNumber(0, 65_535, DEFAULT_PORT),
  METRICS_PORT: optionalNumber(0, 65_535),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/)
    .default(DEFAULT_HOST)
    .describe('a host name or an address, without a scheme or port'),
  MX_CLIENT_ID: z
    .string()
    .regex(/^[!-9;-~]+$/)
    .optional()
    .describe('printable ASCII without spaces or colons, as MX issued it'),
  MX_API_KEY: z
    .string()
    .regex(/^[!-~]+$/)
    .optional()
    .describe('printable ASCII without spaces, as MX issued it'),
  MX_BASE_URL: z
    .string()
    .refine(isTrustedOrigin)
    .default(DEFAULT_BASE_URL)
    .describe(
      'an origin such as https://api.mx.com, without a path, query or credentials, and with https unless it is loopback',
    ),
  MX_SANDBOX: z.enum(['true', 'false']).optional().describe('true or false'),
  MX_API_VERSION: z
    .enum(['v20111101', 'v20250224'])
    .default('v20111101')
    .describe(
      'v20111101 or v20250224, the versions of the MX Platform API that this gateway supports',
    ),
  MX_TIMEOUT_MS: wholeNumber(100, 120_000, 10_000),
  MX_MAX_CONCURRENCY: wholeNumber(1, 2000, 128),
  MX_READS_PER_SECOND: rate(),
  MX_WRITES_PER_SECOND: rate(),
  STATUS_POLL_MS: wholeNumber(1, 60_000, MIN_POLL_MS),
  AUTH: z.enum(['none', 'jwt']).optional().describe('none or jwt'),
  AUTH_JWKS_URL: z
    .string()
    .refine(isTrustedUrl)
    .optional()
    .describe(
      'the URL of a JSON Web Key Set, without credentials or a fragment, and with https unless it is loopback',
    ),
  AUTH_JWT_SECRET: z
    .string()
    .refine((secret) => Buffer.byteLength(secret) >= SECRET_BYTES)
    .optional()
    .describe(`${SECRET_BYTES} bytes or longer, such as the output of openssl rand -base64 48`),
  AUTH_ISSUER: exactText('iss'),
  AUTH_AUDIENCE: exactText('aud'),
  AUTH_AUDIENCE_CLAIM: claimName(),
  AUTH_USER_CLAIM: claimName(),
  AUTH_PARTNER_CLAIM: claimName(),
  AUTH_PARTNER_VALUE: z
    .string()
    .regex(/^\S+$/)
    .optional()
    .describe('one scope, role or permission, exactly as tokens contain it and without spaces'),
  CORS_ORIGINS: list()
    .pipe(z.array(z.string().refine(isPageOrigin)))
    .default([])
    .describe(
      'comma-separated origins as browsers send them, such as https://app.example.com,http://localhost:3000,capacitor://localhost: in lowercase, without a path, trailing slash or default port, and neither * nor null',
    ),
  CORS_HEADERS: list()
    .pipe(
      z.array(
        z
          .string()
          .regex(/^[\w!#$%&'*+.^`|~-]{1,100}$/)
          .refine((name) => name !== '*'),
      ),
    )
    .optional()
    .describe(
      'comma-separated names of request headers, such as x-request-id,traceparent, without *',
    ),
  TRUSTED_PROXIES: list()
    .refine(isTrustedProxies)
    .default(['loopback', 'private'])
    .describe(
      'none, or comma-separated addresses and networks of proxies, such as 203.0.113.0/24, and the words loopback and private; a network has at least 8 bits (IPv4) or 16 bits (IPv6)',
    ),
  REDIRECT_URLS: z
    .string()
    .transform((text) => text.split(',').map((target) => target.trim().replace(/:\/\/$/, ':')))
    .pipe(z.array(z.string().refine(isRedirectTarget)))
    .default([])
    .describe(
      'comma-separated origins and app schemes, such as https://app.example.com,myapp: in lowercase, without a path or trailing slash, and with https unless they are loopback',
    ),
  WEBHOOK_USERNAME: z
    .string()
    .regex(/^[!-9;-~]+$/)
    .optional()
    .describe('printable ASCII without spaces or colons, as agreed with MX'),
  WEBHOOK_PASSWORD: z
    .string()
    .regex(/^[!-~]+$/)
    .optional()
    .describe('printable ASCII without spaces, as agreed with MX'),
  REDIS_URL: z
    .string()
    .refine(isRedisUrl)
    .optional()
    .describe(
      'a URL such as redis://:password@redis.internal:6379 or rediss://user:password@redis.example.com:6380/0, without a query or fragment',
    ),
  PERSISTED_DOCUMENTS: z.string().optional(),
  MCP_DOCUMENTS: z.string().optional(),
  FEDERATION: z.enum(['none', 'subgraph']).default('none').describe('none or subgraph'),
  GIT_COMMIT: z
    .string()
    .regex(/^[\da-f]{7,64}$/i)
    .optional()
    .describe('the hash of a commit, 7 to 64 hexadecimal digits, as git rev-parse HEAD prints it'),
  ...limitVariables,
  ...traceVariables,
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('fatal, error, warn, info, debug, trace or silent'),
  LOG_FORMAT: z.enum(['pretty', 'json']).optional().describe('pretty or json'),
  SLOW_OPERATION_MS: wholeNumber(0, 600_000, 5_000),
  NODE_ENV: z.enum(ENVIRONMENTS).optional().describe('production, development or test'),
});

export type VariableName = keyof typeof variables.shape;

export type LogLevel = z.infer<typeof variables.shape.LOG_LEVEL>;

export type LogFormat = NonNullable<z.infer<typeof variables.shape.LOG_FORMAT>>;

/** Variables whose values never appear in a message. */
const SECRET = new Set([
  ...['MX_CLIENT_ID', 'MX_API_KEY', 'AUTH_JWT_SECRET'],
  ...['WEBHOOK_USERNAME', 'WEBHOOK_PASSWORD', 'REDIS_URL'],
  ...['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS'],
]);

/** True for a variable whose value never appears in a message. */
export function isSecretName(name: string): boolean {
  return SECRET.has(name);
}

/** The problem of a variable whose value has a wrong form. */
export function describeProblem(name: string, given: Environment): string {
  const schema: z.ZodType | undefined = (variables.shape as Record<string, z.ZodType>)[name];
  const value = isSecretName(name)
    ? 'not usable'
    : JSON.stringify(withoutSecrets(given[name] ?? ''));
  const problem = `${name} is ${value}; it must be ${schema?.description ?? 'something else'}.`;
  return name === 'NODE_ENV'
    ? problem + hint(findMeantWord(given[name] ?? '', ENVIRONMENTS))
    : problem;
}

const MAX_SHOWN = 200;

/** URLs may contain a username and a password, and their queries may contain a key. */
function withoutSecrets(value: string): string {
  return value
    .replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, '$1…@')
    .replace(/([?&][^=&]*=).*/s, '$1…')
    .slice(0, MAX_SHOWN);
}

const knownNames = Object.keys(variables.shape);

/** Names that resemble known names, usually misspellings that leave a default in force. */
export function findUnknownNames(given: Environment): string[] {
  return Object.keys(given)
    .filter((name) => !knownNames.includes(name))
    .map((name) => ({ name, meant: findMeantName(name, knownNames) }))
    .filter(({ name, meant }) => meant !== undefined || looksLikeOurs(name))
    .map(
      ({ name, meant }) => `${name} is not a variable of the gateway and is ignored.${hint(meant)}`,
    );
}

function looksLikeOurs(name: string): boolean {
  return /^(?:MX|AUTH|LIMIT|OTEL)_/.test(name) && !isOfOtherSignal(name);
}

function hint(meant: string | undefined): string {
  return meant === undefined ? '' : ` Did you mean ${meant}?`;
}
