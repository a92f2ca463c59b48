import { FILE_PAGES, isLoopbackUrl } from './config/addresses.ts';
import { findAuthProblems, toAuthConfig, type AuthConfig } from './config/auth.ts';
import { findFederationProblems } from './config/federation.ts';
import { findLimitProblems, toChangedLimits } from './config/limit-variables.ts';
import { toMcpDocuments } from './config/mcp-documents.ts';
import { findPortProblems } from './config/ports.ts';
import { toTraces, type TracesConfig } from './config/trace-variables.ts';
import { findTraceWarnings } from './config/trace-warnings.ts';
import {
  DEFAULT_BASE_URL,
  describeProblem,
  findUnknownNames,
  variables,
  type Environment,
  type LogFormat,
  type LogLevel,
} from './config/variables.ts';
import { type LimitName, limits } from './limits.ts';
import { isLoopback } from './loopback.ts';
import { MIN_POLL_MS } from './mx/poll-floor.ts';
import { Secret } from './secret.ts';

export type { AuthConfig } from './config/auth.ts';
export type { LogLevel } from './config/variables.ts';

/** Everything that the environment decides. */
export interface Config {
  readonly host: string;
  /** Port 0 means any free port. */
  readonly port: number;
  /** The port of the metrics. Null or omitted: they are served beside the API, but not in production. */
  readonly metricsPort?: number | null;
  readonly upstream: Upstream;
  readonly apiVersion: 'v20111101' | 'v20250224';
  /** Deadline of one upstream call, including its retries. */
  readonly timeoutMs: number;
  /** Upstream calls in flight. */
  readonly maxConcurrency: number;
  /** Reads and writes at MX per second, of all replicas together; null or omitted for no limit. */
  readonly readsPerSecond?: number | null;
  readonly writesPerSecond?: number | null;
  /** Floor of the interval at which a member's status is read while its job runs. */
  readonly statusPollMs: number;
  readonly auth: AuthConfig;
  /** Origins whose pages may call the gateway, exactly as browsers send them. */
  readonly corsOrigins: readonly string[];
  /** Headers that these pages may send, in lower case; null or omitted for any. */
  readonly corsHeaders?: readonly string[] | null;
  /** Proxies whose `X-Forwarded-For` is believed: addresses, networks, `loopback` and `private`. */
  readonly trustedProxies?: readonly string[];
  /**
   * The targets that a sign-in may return to: origins, and schemes of apps with their colon. If
   * empty or omitted, any https URL is allowed.
   */
  readonly redirectUrls?: readonly string[];
  /** The credentials of MX's webhooks; null or omitted if the gateway receives none. */
  readonly webhooks?: { readonly username: string; readonly password: Secret<string> } | null;
  /** The Redis that replicas share; null or omitted for a single process. */
  readonly redisUrl?: Secret<string> | null;
  /** Path of the manifest of allowed documents; null allows all documents. */
  readonly persistedDocuments: string | null;
  /** The commit that runs; null or omitted if it is not known. */
  readonly commit?: string | null;
  /** Path of the folder with the queries of agents; null or omitted if agents are not served. */
  readonly mcpDocuments?: string | null;
  /** True if the router of a supergraph calls the gateway; defaults to false. */
  readonly isSubgraph?: boolean;
  /** Where traces go; null or omitted for no traces. */
  readonly traces?: TracesConfig | null;
  readonly logLevel: LogLevel;
  /** The form of the lines of the log; null or omitted for the form that suits stdout. */
  readonly logFormat?: LogFormat | null;
  /** A query or a mutation that takes this time is logged with its calls to MX. */
  readonly slowOperationMs: number;
  readonly isProduction: boolean;
}

/** The upstream: the embedded sandbox when no keys are set, else the real MX (`baseUrl` is an origin). */
export type Upstream =
  | { readonly kind: 'sandbox' }
  | {
      readonly kind: 'mx';
      readonly baseUrl: string;
      readonly clientId: string;
      readonly apiKey: Secret<string>;
    };

export type ConfigResult =
  | {
      readonly ok: true;
      readonly config: Config;
      /** The limits that differ from `limits.ts`. They apply to a process, not to a gateway. */
      readonly limits: Partial<Record<LimitName, number>>;
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads and checks the whole environment, and reports all problems together, each as a sentence. An
 * empty variable counts as unset. A warning does not prevent the start.
 */
export function readConfig(env: Environment): ConfigResult {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = variables.safeParse(given);
  const problems = [
    ...(parsed.error?.issues ?? []).map(({ path }) => describeProblem(String(path[0]), given)),
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
  const isProduction = read.NODE_ENV === 'production';
  const isDemo = upstream.kind === 'sandbox' && !isProduction;
  const hasReplicas = read.REDIS_URL !== undefined;
  const auth = toAuthConfig(read);
  const warnings = [...findUnknownNames(given), ...findTraceWarnings(given)];
  if (auth.kind === 'none' && !isLoopback(read.HOST)) {
    warnings.push(`HOST is ${read.HOST}. Anyone who can reach it can call the gateway.`);
  }
  return {
    ok: true,
    warnings,
    limits: toChangedLimits(read),
    config: {
      host: read.HOST,
      port: read.PORT,
      metricsPort: read.METRICS_PORT ?? null,
      upstream,
      apiVersion: read.MX_API_VERSION,
      timeoutMs: read.MX_TIMEOUT_MS,
      maxConcurrency: read.MX_MAX_CONCURRENCY,
      readsPerSecond: read.MX_READS_PER_SECOND ?? (hasReplicas ? limits.readsPerSecond : null),
      writesPerSecond: read.MX_WRITES_PER_SECOND ?? (hasReplicas ? limits.writesPerSecond : null),
      statusPollMs: read.STATUS_POLL_MS,
      auth,
      corsOrigins: [...new Set(read.CORS_ORIGINS)],
      corsHeaders: read.CORS_HEADERS?.map((name) => name.toLowerCase()) ?? null,
      trustedProxies: read.TRUSTED_PROXIES.filter((each) => each !== 'none'),
      redirectUrls: [...new Set(read.REDIRECT_URLS)],
      webhooks: toWebhooks(read.WEBHOOK_USERNAME, read.WEBHOOK_PASSWORD),
      redisUrl: read.REDIS_URL === undefined ? null : new Secret(read.REDIS_URL),
      persistedDocuments: read.PERSISTED_DOCUMENTS ?? null,
      commit: read.GIT_COMMIT?.toLowerCase() ?? null,
      traces: toTraces(read),
      logLevel: read.LOG_LEVEL,
      logFormat: read.LOG_FORMAT ?? null,
      slowOperationMs: read.SLOW_OPERATION_MS,
      isSubgraph: read.FEDERATION === 'subgraph',
      mcpDocuments: toMcpDocuments(read.MCP_DOCUMENTS, isDemo),
      isProduction,
    },
  };
}

function toWebhooks(username: string | undefined, password: string | undefined) {
  return username === undefined || password === undefined
    ? null
    : { username, password: new Secret(password) };
}

/** A gateway for real users must not show them demo data by mistake. */
function findSandboxProblems({ MX_CLIENT_ID, MX_API_KEY, MX_SANDBOX, NODE_ENV }: Environment) {
  const hasKeys = MX_CLIENT_ID !== undefined || MX_API_KEY !== undefined;
  if (hasKeys && MX_SANDBOX === 'true') {
    return [
      'MX_SANDBOX is true, but MX keys are set. Unset MX_SANDBOX to use the keys, or unset the keys.',
    ];
  }
  if (hasKeys || MX_SANDBOX === 'true') return [];
  if (MX_SANDBOX === 'false') {
    return ['MX_SANDBOX is false, but no MX keys are set. Set MX_CLIENT_ID and MX_API_KEY.'];
  }
  return NODE_ENV === 'production'
    ? [
        'MX_CLIENT_ID and MX_API_KEY are not set. With NODE_ENV=production, the gateway would serve demo data. Set both, or set MX_SANDBOX=true to serve demo data on purpose.',
      ]
    : [];
}

/**
 * The origin of a page from a file is `null`, and so is the origin of a frame in which any web page
 * can run. Only tokens tell them apart.
 */
function findFilePageProblems({ CORS_ORIGINS = '', AUTH, MX_API_KEY }: Environment) {
  const allowsFiles = CORS_ORIGINS.split(',').some((origin) => origin.trim() === FILE_PAGES);
  return allowsFiles && AUTH === 'none' && MX_API_KEY !== undefined
    ? [
        'CORS_ORIGINS contains file://, and AUTH is none. Any web page could read every user. Set AUTH=jwt and the variables that it needs, or remove file://.',
      ]
    : [];
}

/** Problems between variables. Reads raw values, so that one bad variable does not hide another problem. */
function findContradictions(given: Environment): string[] {
  const { MX_CLIENT_ID, MX_API_KEY, MX_BASE_URL, STATUS_POLL_MS } = given;
  const problems: string[] = [];
  if ((MX_CLIENT_ID === undefined) !== (MX_API_KEY === undefined)) {
    const missing = MX_API_KEY === undefined ? 'MX_API_KEY' : 'MX_CLIENT_ID';
    problems.push(
      `${missing} is not set. Set both MX_CLIENT_ID and MX_API_KEY, or neither to use the sandbox.`,
    );
  }
  const hasKeys = MX_CLIENT_ID !== undefined || MX_API_KEY !== undefined;
  if (!hasKeys && MX_BASE_URL !== undefined) {
    problems.push(
      'MX_BASE_URL is set without MX keys. Set MX_CLIENT_ID and MX_API_KEY too, or unset it.',
    );
  }
  if (!hasKeys && given['REDIS_URL'] !== undefined) {
    problems.push(
      'REDIS_URL is set without MX keys. Each process has an embedded sandbox of its own, so that replicas would not see the same data. Set MX_CLIENT_ID and MX_API_KEY too, or unset it.',
    );
  }
  const { WEBHOOK_USERNAME, WEBHOOK_PASSWORD } = given;
  if ((WEBHOOK_USERNAME === undefined) !== (WEBHOOK_PASSWORD === undefined)) {
    const missing = WEBHOOK_USERNAME === undefined ? 'WEBHOOK_USERNAME' : 'WEBHOOK_PASSWORD';
    problems.push(
      `${missing} is not set. Set both WEBHOOK_USERNAME and WEBHOOK_PASSWORD, or neither.`,
    );
  }
  problems.push(...findPortProblems(given));
  problems.push(...findSandboxProblems(given), ...findAuthProblems(given));
  problems.push(...findFilePageProblems(given), ...findFederationProblems(given));
  problems.push(...findLimitProblems(given));
  const isRealMx = hasKeys && !isLoopbackUrl(MX_BASE_URL ?? DEFAULT_BASE_URL);
  if (isRealMx && Number(STATUS_POLL_MS) < MIN_POLL_MS) {
    problems.push(
      `STATUS_POLL_MS is ${JSON.stringify(STATUS_POLL_MS)}; MX asks for ${MIN_POLL_MS} or more. Use lower values only with the sandbox and loopback.`,
    );
  }
  return problems;
}
