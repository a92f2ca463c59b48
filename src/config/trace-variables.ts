import { z } from 'zod';
import { Secret } from '../secret.ts';
import { isCollectorUrl } from './addresses.ts';
import { wholeNumber } from './forms.ts';

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

export type SamplerName = (typeof SAMPLERS)[number];

/** Where traces go, and which of them. The names of the variables are OpenTelemetry's. */
export interface TracesConfig {
  /** The URL that accepts the spans. */
  readonly url: string;
  /** The headers of each export, which usually contain a key. */
  readonly headers: Secret<Readonly<Record<string, string>>>;
  readonly compression: 'none' | 'gzip';
  /** The most time of one export, retries included. */
  readonly exportMs: number;
  /** The attributes of the process, `service.name` among them. */
  readonly resource: Readonly<Record<string, string>>;
  readonly sampler: SamplerName;
  /** The share of traces that a sampler with a ratio takes, from 0 to 1. */
  readonly ratio: number;
}

const DEFAULT_SERVICE = 'mx-graphql-gateway';

const COLLECTOR =
  'an http or https URL without credentials, query or fragment, such as http://otel-collector:4318';
const HEADERS =
  'comma-separated pairs of a header and its percent-encoded value, such as api-key=abc,x-team=cards';
const HEADER = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;
const ATTRIBUTE = /^[!-~]+$/;

export const traceVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z.string().refine(isCollectorUrl).optional().describe(COLLECTOR),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z
    .string()
    .refine(isCollectorUrl)
    .optional()
    .describe(
      'an http or https URL without credentials, query or fragment, such as http://otel-collector:4318/v1/traces',
    ),
  OTEL_EXPORTER_OTLP_HEADERS: pairs(HEADER, HEADER_VALUE).describe(HEADERS),
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: pairs(HEADER, HEADER_VALUE).describe(HEADERS),
  OTEL_EXPORTER_OTLP_COMPRESSION: z.enum(['none', 'gzip']).default('none').describe('none or gzip'),
  OTEL_EXPORTER_OTLP_TIMEOUT: wholeNumber(100, 60_000, 10_000),
  OTEL_EXPORTER_OTLP_PROTOCOL: z
    .enum(['http/protobuf'])
    .default('http/protobuf')
    .describe(
      'http/protobuf, the only protocol of the gateway; collectors usually accept it on port 4318',
    ),
  OTEL_SDK_DISABLED: z.enum(['true', 'false']).default('false').describe('true or false'),
  OTEL_TRACES_EXPORTER: z.enum(['otlp', 'none']).default('otlp').describe('otlp or none'),
  OTEL_SERVICE_NAME: z
    .string()
    .max(255)
    .optional()
    .describe('the name of this service in traces, of 255 characters at most'),
  OTEL_RESOURCE_ATTRIBUTES: pairs(ATTRIBUTE, /^.{0,255}$/su).describe(
    'comma-separated pairs of an attribute and its percent-encoded value, such as deployment.environment.name=production,service.namespace=cards',
  ),
  OTEL_TRACES_SAMPLER: z
    .enum(SAMPLERS)
    .default('parentbased_always_on')
    .describe(`${SAMPLERS.slice(0, -1).join(', ')} or ${SAMPLERS.at(-1)}`),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .regex(/^(?:0|1|[01]?\.\d{1,9})$/)
    .transform(Number)
    .pipe(z.number().max(1))
    .default(1)
    .describe('a number from 0 to 1, such as 0.05'),
};

type TraceVariables = z.infer<z.ZodObject<typeof traceVariables>>;

/** Null if no endpoint is set, or if traces are switched off. */
export function toTraces(read: TraceVariables): TracesConfig | null {
  if (read.OTEL_SDK_DISABLED === 'true' || read.OTEL_TRACES_EXPORTER === 'none') return null;
  const base = read.OTEL_EXPORTER_OTLP_ENDPOINT;
  const url =
    read.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ??
    (base === undefined ? undefined : `${base}${base.endsWith('/') ? '' : '/'}v1/traces`);
  if (url === undefined) return null;
  const resource = { 'service.name': DEFAULT_SERVICE, ...read.OTEL_RESOURCE_ATTRIBUTES };
  const name = read.OTEL_SERVICE_NAME;
  return {
    url,
    headers: new Secret({
      ...read.OTEL_EXPORTER_OTLP_HEADERS,
      ...read.OTEL_EXPORTER_OTLP_TRACES_HEADERS,
    }),
    compression: read.OTEL_EXPORTER_OTLP_COMPRESSION,
    exportMs: read.OTEL_EXPORTER_OTLP_TIMEOUT,
    resource: name === undefined ? resource : { ...resource, 'service.name': name },
    sampler: read.OTEL_TRACES_SAMPLER,
    ratio: read.OTEL_TRACES_SAMPLER_ARG,
  };
}

/** `a=1,b=2` with percent-encoded values, as W3C Baggage has it. */
function pairs(key: RegExp, value: RegExp) {
  return z
    .string()
    .transform((text) => text.split(',').map(toPair))
    .pipe(z.array(z.tuple([z.string().regex(key), z.string().regex(value)])))
    .transform((list) => Object.fromEntries(list))
    .optional();
}

/** A pair that no pattern allows, if it cannot be read. */
function toPair(item: string): readonly [string, string] {
  const at = item.indexOf('=');
  if (at === -1) return ['', ''];
  try {
    return [item.slice(0, at).trim(), decodeURIComponent(item.slice(at + 1).trim())];
  } catch {
    return ['', ''];
  }
}
