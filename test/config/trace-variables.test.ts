import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { configOf, problemsOf, warningsOf } from './reading.ts';

const ENDPOINT = 'http://otel-collector:4318';
const tracesOf = (env: Record<string, string>) =>
  configOf({ OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, ...env }).traces;

test('without an endpoint there are no traces, whatever else is set', () => {
  expect(configOf({}).traces).toBeNull();
  const others = { OTEL_SERVICE_NAME: 'x', OTEL_TRACES_SAMPLER: 'always_on' };
  expect(configOf(others).traces).toBeNull();
});

test('traces go below the endpoint, or to the URL for traces exactly', () => {
  expect(tracesOf({})).toMatchObject({
    url: `${ENDPOINT}/v1/traces`,
    resource: { 'service.name': 'mx-graphql-gateway' },
    sampler: 'parentbased_always_on',
    ratio: 1,
  });
  const slash = tracesOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://a.example.com/otlp/' });
  expect(slash?.url).toBe('https://a.example.com/otlp/v1/traces');
  const own = tracesOf({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://b:4318/t' });
  expect(own?.url).toBe('http://b:4318/t');
});

test('headers are a secret, and attributes are decoded', () => {
  const traces = tracesOf({
    OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%20b, x-team=cards',
    OTEL_RESOURCE_ATTRIBUTES: 'service.name=a,deployment.environment.name=pro%2Cd',
    OTEL_SERVICE_NAME: 'gateway',
    OTEL_TRACES_SAMPLER: 'traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.05',
  });
  expect(traces?.headers.reveal()).toEqual({ 'api-key': 'a b', 'x-team': 'cards' });
  expect(JSON.stringify(traces)).not.toContain('a b');
  expect(traces).toMatchObject({
    resource: { 'service.name': 'gateway', 'deployment.environment.name': 'pro,d' },
    sampler: 'traceidratio',
    ratio: 0.05,
  });
});

test.for([
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'otel-collector:4318'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://user:s3cret@otel:4318'],
  ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'grpc://otel:4317'],
  ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 's3cret'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'a=s3cret%0d%0ab'],
  ['OTEL_EXPORTER_OTLP_TRACES_HEADERS', 'a=s3cret\u0000'],
  ['OTEL_EXPORTER_OTLP_COMPRESSION', 'zstd'],
  ['OTEL_EXPORTER_OTLP_TIMEOUT', '10s'],
  ['OTEL_SDK_DISABLED', 'yes'],
  ['OTEL_TRACES_EXPORTER', 'jaeger'],
  ['OTEL_RESOURCE_ATTRIBUTES', 'a'],
  ['OTEL_TRACES_SAMPLER', 'sometimes'],
  ['OTEL_TRACES_SAMPLER_ARG', '5'],
  ['OTEL_TRACES_SAMPLER_ARG', '1.5'],
] as const)('%s cannot be %s, and the sentence has no secret', ([name, value]) => {
  const [problem, ...others] = problemsOf({ [name]: value });
  expect(problem).toMatch(new RegExp(`^${name} is .+; it must be .+\\.$`));
  expect(problem).not.toContain('s3cret');
  expect(others).toEqual([]);
});

test('headers for traces win over those for everything, and both are a secret', () => {
  const traces = tracesOf({
    OTEL_EXPORTER_OTLP_HEADERS: 'api-key=s3cret-1,x-team=cards',
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'api-key=s3cret-2',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    OTEL_EXPORTER_OTLP_TIMEOUT: '2500',
  });
  expect(traces?.headers.reveal()).toEqual({ 'api-key': 's3cret-2', 'x-team': 'cards' });
  expect(traces).toMatchObject({ compression: 'gzip', exportMs: 2_500 });
  expect(inspect(traces, { depth: 9 }) + JSON.stringify(traces)).not.toContain('s3cret');
});

test('traces are switched off by the variables that OpenTelemetry has for it', () => {
  expect(tracesOf({ OTEL_SDK_DISABLED: 'true' })).toBeNull();
  expect(tracesOf({ OTEL_TRACES_EXPORTER: 'none' })).toBeNull();
  expect(tracesOf({ OTEL_SDK_DISABLED: 'false', OTEL_TRACES_EXPORTER: 'otlp' })).not.toBeNull();
});

test.for([
  [{ OTEL_PROPAGATORS: 'b3' }, 'OTEL_PROPAGATORS is not a variable of the gateway'],
  [{ OTEL_EXPORTER_OTLP_CERTIFICATE: '/ca' }, 'OTEL_EXPORTER_OTLP_CERTIFICATE is not a variable'],
  [{ OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc' }, 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL is not'],
  [{ OTEL_BSP_MAX_QUEUE_SIZE: '9' }, 'OTEL_BSP_MAX_QUEUE_SIZE is not a variable of the gateway'],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otel:4317' }, 'has port 4317, which is usually for gRPC'],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otel:4318/v1/traces' }, 'ends with /v1/traces, which'],
  [{ OTEL_TRACES_SAMPLER_ARG: '0.1' }, 'because OTEL_TRACES_SAMPLER is parentbased_always_on'],
] as const)('%o is not what is meant, and one warning says so', ([env, words]) => {
  const given = { OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, ...env };
  expect(warningsOf(given)).toEqual([expect.stringContaining(words)]);
});

test('settings of traces without a collector are one warning, unless traces are off', () => {
  const env = { OTEL_EXPORTER_OTLP_HEADERS: 'a=s3cret', OTEL_TRACES_SAMPLER: 'always_on' };
  expect(warningsOf(env)).toEqual([
    'OTEL_EXPORTER_OTLP_HEADERS is set, but there are no traces. Set OTEL_EXPORTER_OTLP_ENDPOINT to the URL of your collector.',
  ]);
  expect(warningsOf({ ...env, OTEL_SDK_DISABLED: 'true' })).toEqual([]);
});

test('variables for metrics and logs of OpenTelemetry cause no warning', () => {
  const others = [
    ...['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT', 'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT'],
    ...['OTEL_METRICS_EXPORTER', 'OTEL_LOGS_EXPORTER', 'OTEL_METRIC_EXPORT_INTERVAL'],
  ];
  expect(warningsOf(Object.fromEntries(others.map((name) => [name, 'x'])))).toEqual([]);
});
