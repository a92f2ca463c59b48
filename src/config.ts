import { z } from 'zod';
import { Secret } from './mx/secret.ts';

/** Everything that the environment decides. */
export interface Config {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly upstream: Upstream;
  readonly apiVersion: 'v20111101';
  /** Deadline of one upstream call, its retries included. */
  readonly timeoutMs: number;
  /** Floor of the interval at which a member's status is read while its job runs. */
  readonly statusPollMs: number;
  readonly auth: { readonly kind: 'none' };
  readonly logLevel: LogLevel;
  readonly isProduction: boolean;
}

/** Where MX is: the embedded sandbox when no keys are set, else the real one (`baseUrl` is an origin). */
export type Upstream =
  | { readonly kind: 'sandbox' }
  | {
      readonly kind: 'mx';
      readonly baseUrl: string;
      readonly clientId: string;
      readonly apiKey: Secret;
    };

export type LogLevel = z.infer<typeof variables.shape.LOG_LEVEL>;

export type ConfigResult =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;

/** MX asks clients not to poll a member more often than every 3 seconds. */
const MX_POLL_FLOOR_MS = 3000;

const DEFAULT_BASE_URL = 'https://int-api.mx.com';

// Each description completes the sentence "NAME must be …".
const variables = z.object({
  PORT: wholeNumber(0, 65_535, 4000),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/)
    .default('127.0.0.1')
    .describe('a host name or an address, without scheme and port'),
  MX_CLIENT_ID: z
    .string()
    .regex(/^[!-9;-~]+$/)
    .optional()
    .describe('printable ASCII without spaces and colons, as MX issued it'),
  MX_API_KEY: z
    .string()
    .regex(/^[!-~]+$/)
    .optional()
    .describe('printable ASCII without spaces, as MX issued it'),
  MX_BASE_URL: z
    .string()
    .refine(isMxOrigin)
    .default(DEFAULT_BASE_URL)
    .describe(
      'an origin such as https://api.mx.com, without path, query or credentials, and https unless it is loopback',
    ),
  MX_API_VERSION: z
    .literal('v20111101')
    .default('v20111101')
    .describe('v20111101, the one version of the MX Platform API that this gateway speaks so far'),
  MX_TIMEOUT_MS: wholeNumber(100, 120_000, 10_000),
  STATUS_POLL_MS: wholeNumber(1, 60_000, MX_POLL_FLOOR_MS),
  AUTH: z
    .literal('none')
    .optional()
    .describe('none, the one way to run so far: tokens of end users are not checked yet'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('fatal, error, warn, info, debug, trace or silent'),
  NODE_ENV: z.string().optional(),
});

/** Variables whose values never appear in a message. */
const SECRET = new Set(['MX_CLIENT_ID', 'MX_API_KEY']);

/** Variables of parts that do not exist yet, and the part: a start that relies on one would be less safe than it looks. */
const NOT_BUILT: Readonly<Record<string, string>> = {
  AUTH_JWKS_URL: 'checking tokens',
  AUTH_JWT_SECRET: 'checking tokens',
  AUTH_ISSUER: 'checking tokens',
  AUTH_AUDIENCE: 'checking tokens',
  REDIS_URL: 'running several replicas',
  WEBHOOK_USERNAME: 'receiving webhooks',
  WEBHOOK_PASSWORD: 'receiving webhooks',
  CORS_ORIGINS: 'answering browsers of other origins',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'exporting traces',
  MX_MAX_CONCURRENCY: 'bounding concurrent calls to MX',
};

/**
 * Reads and checks the whole environment, reporting every problem at once, each as a sentence. An
 * empty variable counts as unset. A warning is something that does not stop the start.
 */
export function readConfig(env: Environment): ConfigResult {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = variables.safeParse(given);
  const problems = [
    ...(parsed.error?.issues ?? []).map(({ path }) => describeProblem(String(path[0]), given)),
    ...Object.entries(NOT_BUILT)
      .filter(([name]) => given[name] !== undefined)
      .map(([name, part]) => `${name} is set, but ${part} is not built yet: unset it.`),
    ...findContradictions(given),
  ];
  if (!parsed.success || problems.length > 0)
    return { ok: false, problems: [...new Set(problems)] };

  const { MX_CLIENT_ID: clientId, MX_API_KEY: apiKey, ...read } = parsed.data;
  const upstream: Upstream =
    clientId === undefined || apiKey === undefined
      ? { kind: 'sandbox' }
      : {
          kind: 'mx',
          baseUrl: new URL(read.MX_BASE_URL).origin,
          clientId,
          apiKey: new Secret(apiKey),
        };
  const warnings = findUnknownNames(given);
  if (!isLoopback(read.HOST)) {
    warnings.push(`HOST is ${read.HOST}: everyone who can reach it can call the gateway.`);
  }
  return {
    ok: true,
    warnings,
    config: {
      host: read.HOST,
      port: read.PORT,
      upstream,
      apiVersion: read.MX_API_VERSION,
      timeoutMs: read.MX_TIMEOUT_MS,
      statusPollMs: read.STATUS_POLL_MS,
      auth: { kind: 'none' },
      logLevel: read.LOG_LEVEL,
      isProduction: read.NODE_ENV === 'production',
    },
  };
}

function describeProblem(name: string, given: Environment): string {
  const schema: z.ZodType | undefined = (variables.shape as Record<string, z.ZodType>)[name];
  const value = SECRET.has(name) ? 'not usable' : JSON.stringify(given[name]);
  return `${name} is ${value}; it must be ${schema?.description ?? 'something else'}.`;
}

/** What no variable can show alone. Reads raw values, so that one bad variable hides no other problem. */
function findContradictions(given: Environment): string[] {
  const { MX_CLIENT_ID, MX_API_KEY, MX_BASE_URL, STATUS_POLL_MS, AUTH, HOST = '127.0.0.1' } = given;
  const problems: string[] = [];
  if ((MX_CLIENT_ID === undefined) !== (MX_API_KEY === undefined)) {
    const missing = MX_API_KEY === undefined ? 'MX_API_KEY' : 'MX_CLIENT_ID';
    problems.push(
      `${missing} is not set: MX_CLIENT_ID and MX_API_KEY go together; set neither to use the sandbox.`,
    );
  }
  const hasKeys = MX_CLIENT_ID !== undefined || MX_API_KEY !== undefined;
  if (!hasKeys && MX_BASE_URL !== undefined) {
    problems.push(
      'MX_BASE_URL is set without keys: set MX_CLIENT_ID and MX_API_KEY too, or unset it.',
    );
  }
  if (hasKeys && AUTH === undefined) {
    problems.push(
      'AUTH is not set: with MX keys every caller could read every user of theirs. Set AUTH=none to say that this is meant; it is allowed on a loopback HOST alone.',
    );
  }
  if (hasKeys && AUTH === 'none' && !isLoopback(HOST)) {
    problems.push(
      `HOST is ${JSON.stringify(HOST)}; with MX keys and AUTH=none it must be loopback, such as 127.0.0.1.`,
    );
  }
  const isRealMx = hasKeys && !isLoopbackUrl(MX_BASE_URL ?? DEFAULT_BASE_URL);
  if (isRealMx && Number(STATUS_POLL_MS) < MX_POLL_FLOOR_MS) {
    problems.push(
      `STATUS_POLL_MS is ${JSON.stringify(STATUS_POLL_MS)}; MX asks for ${MX_POLL_FLOOR_MS} or more. Lower values are for the sandbox and loopback.`,
    );
  }
  return problems;
}

/** Names that look like ours and are not: most often a misspelling that leaves a default in force. */
function findUnknownNames(given: Environment): string[] {
  const known = [...Object.keys(variables.shape), ...Object.keys(NOT_BUILT)];
  return Object.keys(given)
    .filter((name) => /^(?:MX|AUTH)_/.test(name) && !known.includes(name))
    .map((name) => {
      const near = known.find((other) => editDistance(name, other) <= 2);
      const hint = near === undefined ? '' : ` Did you mean ${near}?`;
      return `${name} is not a variable of the gateway and is ignored.${hint}`;
    });
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries()) {
      const replace = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replace, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

function wholeNumber(min: number, max: number, fallback: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max))
    .default(fallback)
    .describe(`a whole number from ${min} to ${max}`);
}

function isMxOrigin(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') return false;
  const isBare = url.href === `${url.origin}/` && !/[?#]/.test(text);
  return isBare && (url.protocol === 'https:' || isLoopbackUrl(text));
}

function isLoopbackUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && isLoopback(url.hostname);
}

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' || host === '::1' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host)
  );
}
