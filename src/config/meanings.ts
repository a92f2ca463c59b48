import { limits } from '../limits.ts';
import { MIN_POLL_MS } from '../mx/poll-floor.ts';
import type { LimitVariable } from './limit-variables.ts';
import type { VariableName } from './variables.ts';

/** What a variable is for, as Markdown for docs/settings.md. */
export interface Meaning {
  readonly meaning: string;
  /** The default, if it is not a fixed value of the variable itself. */
  readonly fallback?: string;
}

/**
 * A meaning for each variable, in the order of docs/settings.md. The form and the fixed default of a variable
 * are in `variables.ts`; the limits are described in docs/limits.md.
 */
export const meanings: Readonly<Record<Exclude<VariableName, LimitVariable>, Meaning>> = {
  PORT: { meaning: 'where the gateway listens; port 0 picks a free port' },
  HOST: { meaning: 'the address at which it listens; `0.0.0.0` for all addresses' },
  METRICS_PORT: {
    meaning:
      'a port of its own for `/metrics`, at `HOST`, which only Prometheus should reach ([Operating the gateway](operating.md)); port 0 picks a free port',
  },
  MX_CLIENT_ID: { meaning: 'your MX client id; without keys, the gateway uses the sandbox' },
  MX_API_KEY: { meaning: 'your MX key' },
  MX_SANDBOX: {
    meaning:
      '`true`: use the sandbox on purpose, also with `NODE_ENV=production`, which requires MX keys otherwise',
  },
  MX_BASE_URL: { meaning: "MX's origin; production is `https://api.mx.com`" },
  MX_API_VERSION: { meaning: "the version of MX's API ([Running against MX](run.md))" },
  MX_TIMEOUT_MS: { meaning: 'deadline of one call to MX, including retries' },
  MX_MAX_CONCURRENCY: {
    meaning:
      'concurrent calls to MX, shared fairly: one user gets at most 7/8 of them, and fewer when others need some',
  },
  MX_READS_PER_SECOND: {
    meaning: 'reads from MX in any second, of all replicas together; a call waits for its turn',
    fallback: `none; ${limits.readsPerSecond} with \`REDIS_URL\``,
  },
  MX_WRITES_PER_SECOND: {
    meaning: 'the same for writes',
    fallback: `none; ${limits.writesPerSecond} with \`REDIS_URL\``,
  },
  STATUS_POLL_MS: {
    meaning: `minimum time between two reads of a member's status while its job is running; less than ${MIN_POLL_MS} only with the sandbox or loopback`,
  },
  AUTH: {
    meaning: 'required with MX keys; `AUTH=none` is then only allowed on a loopback `HOST`',
    fallback: '`jwt` when another `AUTH_…` is set, else `none` in the sandbox',
  },
  AUTH_JWKS_URL: { meaning: "the issuer's key set; this or `AUTH_JWT_SECRET`" },
  AUTH_JWT_SECRET: { meaning: 'a secret for HS256, in place of a key set' },
  AUTH_ISSUER: { meaning: 'required with either: the `iss` of every token' },
  AUTH_AUDIENCE: { meaning: 'required with either: the `aud` of every token' },
  AUTH_AUDIENCE_CLAIM: {
    meaning:
      'the claim that must be, or contain, `AUTH_AUDIENCE`: `client_id` for access tokens of Cognito, `azp` for those of Clerk',
    fallback: '`aud`',
  },
  AUTH_USER_CLAIM: {
    meaning: 'the claim that names the end user',
    fallback: '`mx_user_guid`, else `sub`',
  },
  AUTH_PARTNER_CLAIM: {
    meaning:
      'the claim that identifies a service: scopes, roles, permissions or groups, as a list or a space-separated text',
    fallback: '`scope` and `scp`',
  },
  AUTH_PARTNER_VALUE: {
    meaning: 'the value that it must contain',
    fallback: '`mx:partner`',
  },
  CORS_ORIGINS: {
    meaning:
      'origins of the pages that may call the gateway, and of app shells: `capacitor://localhost`, `ionic://localhost`, `app://-`, or `file://` for pages from files, which needs tokens',
  },
  CORS_HEADERS: {
    meaning: 'request headers that these pages may send, beside `authorization` and `content-type`',
    fallback: 'any',
  },
  TRUSTED_PROXIES: {
    meaning:
      "proxies before the gateway, whose `X-Forwarded-For` names the client; add your CDN's networks, or keep only your proxy's",
  },
  REDIRECT_URLS: {
    meaning:
      'where sign-ins may return to (`clientRedirectUrl`, `uiMessageWebviewUrlScheme`): origins and app schemes',
    fallback: 'any https URL',
  },
  WEBHOOK_USERNAME: {
    meaning:
      'HTTP Basic credentials that you agree with MX for `POST /webhooks/mx`; without them there is nothing at this path',
  },
  WEBHOOK_PASSWORD: { meaning: 'the password for it' },
  REDIS_URL: {
    meaning:
      'the Redis that several replicas share ([Several replicas](replicas.md)); requires MX keys',
  },
  PERSISTED_DOCUMENTS: {
    meaning: 'path of a manifest; the gateway then only runs the documents in it',
  },
  MCP_DOCUMENTS: {
    meaning:
      'path of a folder of queries, which agents may run at `/mcp` ([Agents](agents.md)); `none` serves no agents',
    fallback: 'none; in a demo [examples/agents](../examples/agents)',
  },
  FEDERATION: {
    meaning:
      '`subgraph`: the router of a supergraph calls the gateway ([Supergraph](supergraph.md)); not with `PERSISTED_DOCUMENTS`',
  },
  NODE_ENV: {
    meaning:
      '`production`: no GraphiQL, no introspection, no errors that reveal the schema, no `/metrics` beside the API',
  },
  LOG_LEVEL: { meaning: 'the least severe lines of the log; `debug` has one for each call to MX' },
  LOG_FORMAT: {
    meaning:
      '`json`: one object per line; `pretty`: lines for people, in colour on a terminal unless `NO_COLOR` is set',
    fallback: '`pretty` if stdout is a terminal, else `json`',
  },
  SLOW_OPERATION_MS: {
    meaning:
      'a query or a mutation that takes this many milliseconds has a warning in the log, with its calls to MX',
  },
  GIT_COMMIT: {
    meaning:
      'the commit that runs, for `/version`; the image has it from `--build-arg GIT_COMMIT=…`',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    meaning:
      'the collector that gets the traces, at `/v1/traces` below this URL ([Operating the gateway](operating.md#traces-of-operations)); without it there are no traces',
  },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: {
    meaning: 'the same as the whole URL, for traces only; the gateway exports nothing else',
  },
  OTEL_EXPORTER_OTLP_HEADERS: { meaning: 'headers for the collector, such as its key' },
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: {
    meaning: 'more headers, which replace those of the same name',
  },
  OTEL_EXPORTER_OTLP_COMPRESSION: { meaning: 'how exports are compressed' },
  OTEL_EXPORTER_OTLP_TIMEOUT: {
    meaning:
      'the most milliseconds for one export, retries included; operations do not wait for it',
  },
  OTEL_EXPORTER_OTLP_PROTOCOL: { meaning: 'the protocol of the collector' },
  OTEL_SDK_DISABLED: { meaning: '`true`: no traces, whatever else is set' },
  OTEL_TRACES_EXPORTER: { meaning: '`none`: no traces, whatever else is set' },
  OTEL_SERVICE_NAME: {
    meaning: 'the `service.name` of the spans',
    fallback: '`mx-graphql-gateway`',
  },
  OTEL_RESOURCE_ATTRIBUTES: { meaning: 'more attributes of the process, in each export' },
  OTEL_TRACES_SAMPLER: {
    meaning:
      'which operations have a trace; `parentbased_…` follows the `traceparent` of a client that sends one',
  },
  OTEL_TRACES_SAMPLER_ARG: {
    meaning: 'the share of operations for `traceidratio` and `parentbased_traceidratio`',
  },
};
