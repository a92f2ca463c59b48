import type { Environment } from './variables.ts';

const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const TRACES_ENDPOINT = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT';
/** The port of OTLP over gRPC. */
const GRPC_PORT = '4317';

/** Settings of traces that are valid, and seldom meant. */
export function findTraceWarnings(given: Environment): string[] {
  const { OTEL_TRACES_SAMPLER: sampler = 'parentbased_always_on' } = given;
  if (given['OTEL_SDK_DISABLED'] === 'true' || given['OTEL_TRACES_EXPORTER'] === 'none') return [];
  const warnings: string[] = [];
  if (given['OTEL_TRACES_SAMPLER_ARG'] !== undefined && !sampler.endsWith('traceidratio')) {
    warnings.push(
      `OTEL_TRACES_SAMPLER_ARG is ignored, because OTEL_TRACES_SAMPLER is ${sampler}. Set OTEL_TRACES_SAMPLER=parentbased_traceidratio to record a share of the operations.`,
    );
  }
  const name = given[TRACES_ENDPOINT] === undefined ? ENDPOINT : TRACES_ENDPOINT;
  const endpoint = given[name];
  if (endpoint === undefined) return [...findIdle(given), ...warnings];
  if (URL.parse(endpoint)?.port === GRPC_PORT) {
    warnings.push(
      `${name} has port ${GRPC_PORT}, which is usually for gRPC. The gateway exports over HTTP, usually to port 4318.`,
    );
  }
  if (name === ENDPOINT && /\/v1\/traces\/?$/.test(endpoint)) {
    warnings.push(
      `${ENDPOINT} ends with /v1/traces, which the gateway appends. Omit it, or set ${TRACES_ENDPOINT} to the whole URL.`,
    );
  }
  return warnings;
}

/** The first setting that has no effect, because there is no endpoint. */
function findIdle(given: Environment): string[] {
  const idle = Object.keys(given).find(
    (name) => /^OTEL_(?:EXPORTER_OTLP|TRACES)_/.test(name) && !isOfOtherSignal(name),
  );
  return idle === undefined
    ? []
    : [`${idle} is set, but there are no traces. Set ${ENDPOINT} to the URL of your collector.`];
}

/** True for a variable of OpenTelemetry about metrics or logs, which the gateway does not export. */
export function isOfOtherSignal(name: string): boolean {
  return /^OTEL_(?:.*_)?(?:METRICS?|LOGS|LOGRECORD|BLRP)_/.test(name);
}
