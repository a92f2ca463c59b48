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

test('other variables of OpenTelemetry are no misspellings', () => {
  const others = [
    ...['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT', 'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT'],
    ...['OTEL_EXPORTER_OTLP_TRACES_HEADERS', 'OTEL_TRACES_EXPORTER', 'OTEL_LOGS_EXPORTER'],
  ];
  expect(warningsOf(Object.fromEntries(others.map((name) => [name, 'x'])))).toEqual([]);
});
