import { gzipSync } from 'node:zlib';
import type { TracesConfig } from '../config/trace-variables.ts';
import { type Details, failed, type Finding, ok, warning } from './finding.ts';
import { type GetOptions, type Got, post } from './get.ts';
import { explainUnreachable } from './unreachable.ts';

const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const HEADERS = 'OTEL_EXPORTER_OTLP_HEADERS';
const SUFFIX = '/v1/traces';

/** The port of OTLP over gRPC; HTTP has 4318. */
const GRPC_PORT = '4317';
const OTHER_PROTOCOL = /^(?:HPE_\w+|ECONNRESET|UND_ERR_SOCKET|EPIPE)$/;
const NO_TLS = /WRONG_VERSION|PACKET_LENGTH|^EPROTO$/;

/** `ExportTraceServiceRequest` with one `ResourceSpans` that is empty (opentelemetry-proto). */
const NO_SPANS = Uint8Array.of(0x0a, 0);

const HARM = 'All spans are lost.';

/** Judges the collector of traces, with an export that contains no span. */
export async function judgeTraces(
  traces: TracesConfig | null,
  options: Pick<GetOptions, 'timeoutMs' | 'schedule'>,
): Promise<Finding> {
  if (traces === null) {
    return ok('traces', `There are no traces: ${ENDPOINT} is not set, or they are switched off.`);
  }
  const isZipped = traces.compression === 'gzip';
  const headers = {
    ...traces.headers.reveal(),
    'content-type': 'application/x-protobuf',
    ...(isZipped && { 'content-encoding': 'gzip' }),
  };
  const body = isZipped ? gzipSync(NO_SPANS) : NO_SPANS;
  const got = await post(new URL(traces.url), body, { ...options, headers });
  return 'code' in got ? toAway(got.code, traces) : toAnswered(got, traces);
}

function toAway(code: string, { url }: TracesConfig): Finding {
  const { host, port, protocol } = new URL(url);
  const details = { host, code };
  if (OTHER_PROTOCOL.test(code) || (port === GRPC_PORT && code === 'late')) {
    const guess =
      port === GRPC_PORT
        ? `Port ${GRPC_PORT} is usually the port of gRPC.`
        : 'It may want gRPC, or https.';
    return failed(
      'traces',
      `${host} does not respond as an HTTP server does (${code}). ${guess} ${HARM}`,
      `Set ${ENDPOINT} to the port of OTLP over HTTP, usually 4318. The gateway does not export with gRPC.`,
      details,
    );
  }
  if (protocol === 'https:' && NO_TLS.test(code)) {
    return failed(
      'traces',
      `${host} does not use TLS at this port (${code}). ${HARM}`,
      `Write http:// into ${ENDPOINT}, if the network between is yours; else use the port with TLS.`,
      details,
    );
  }
  const { reason, fix } = explainUnreachable(code, host, ENDPOINT);
  return failed('traces', `No trace can be exported: ${reason}. ${HARM}`, fix, details);
}

type Answered = Extract<Got, { readonly status: number }>;

function toAnswered({ status, isPage }: Answered, { url, headers }: TracesConfig): Finding {
  const { host, pathname } = new URL(url);
  const details: Details = { host, status };
  const fail = (sentence: string, fix: string) =>
    failed('traces', `${sentence} (${status}). ${HARM}`, fix, details);
  if (status >= 200 && status < 300 && isPage) {
    return fail(
      `${host} responds with a web page, so it is no collector`,
      `Set ${ENDPOINT} to the port of OTLP over HTTP, usually 4318.`,
    );
  }
  if (status >= 200 && status < 300) {
    return ok('traces', `The collector at ${host} accepts traces.`, details);
  }
  if (status === 401 || status === 403) {
    return Object.keys(headers.reveal()).length === 0
      ? fail(`The collector at ${host} wants a key`, `Set ${HEADERS}, for example api-key=….`)
      : fail(
          `The collector at ${host} does not accept the key in ${HEADERS}`,
          'Check the key and the name of its header. Characters such as = and , in a value are percent-encoded.',
        );
  }
  if (status === 404 || status === 405) {
    return pathname.includes(SUFFIX + SUFFIX)
      ? fail(
          `${host} has nothing at this path, which ends with ${SUFFIX} twice`,
          `Omit ${SUFFIX} from ${ENDPOINT}: the gateway appends it. OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is the whole URL.`,
        )
      : fail(
          `${host} accepts no traces at this path`,
          `Check ${ENDPOINT}, to which the gateway appends ${SUFFIX}, or set OTEL_EXPORTER_OTLP_TRACES_ENDPOINT to the whole URL.`,
        );
  }
  if (status >= 300 && status < 400) {
    return fail(
      `${host} sends exports to another URL, and redirects are not followed`,
      `Set ${ENDPOINT} to the URL that accepts traces, for example with https.`,
    );
  }
  if (status === 400 || status === 415) {
    return fail(
      `${host} does not accept an export in protobuf`,
      'Let the collector receive OTLP over HTTP in protobuf, and check OTEL_EXPORTER_OTLP_COMPRESSION. An https server that is called with http responds with 400, too.',
    );
  }
  return warning(
    'traces',
    `The collector at ${host} does not accept traces now (${status}).`,
    'Look at the log of the collector. If it is busy, lower OTEL_TRACES_SAMPLER_ARG with OTEL_TRACES_SAMPLER=parentbased_traceidratio.',
    details,
  );
}
