import type { Environment } from './variables.ts';

const ENDPOINTS = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];

/** Settings of traces that are valid, and do nothing. */
export function findTraceWarnings(given: Environment): string[] {
  const warnings: string[] = [];
  const hasEndpoint = ENDPOINTS.some((name) => given[name] !== undefined);
  const isOff = given['OTEL_SDK_DISABLED'] === 'true' || given['OTEL_TRACES_EXPORTER'] === 'none';
  const idle = Object.keys(given).find(
    (name) => /^OTEL_(?:EXPORTER_OTLP|TRACES)_/.test(name) && !isOfOtherSignal(name),
  );
  if (idle !== undefined && !hasEndpoint && !isOff) {
    warnings.push(
      `${idle} is set, but there are no traces. Set OTEL_EXPORTER_OTLP_ENDPOINT to the URL of your collector.`,
    );
  }
  const { OTEL_TRACES_SAMPLER: sampler = 'parentbased_always_on' } = given;
  if (given['OTEL_TRACES_SAMPLER_ARG'] !== undefined && !sampler.endsWith('traceidratio')) {
    warnings.push(
      `OTEL_TRACES_SAMPLER_ARG is ignored, because OTEL_TRACES_SAMPLER is ${sampler}. Set OTEL_TRACES_SAMPLER=parentbased_traceidratio to record a share of the operations.`,
    );
  }
  return warnings;
}

/** True for a variable of OpenTelemetry about metrics or logs, which the gateway does not export. */
export function isOfOtherSignal(name: string): boolean {
  return /^OTEL_(?:.*_)?(?:METRICS?|LOGS|LOGRECORD|BLRP)_/.test(name);
}
