import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';

export interface SamplerOptions {
  /** A name of OTEL_TRACES_SAMPLER. */
  readonly sampler: string;
  /** From 0 to 1, for a sampler with a ratio. */
  readonly ratio: number;
}

const PARENT_BASED = 'parentbased_';

export function createSampler({ sampler, ratio }: SamplerOptions): Sampler {
  if (sampler.startsWith(PARENT_BASED)) {
    const root = createSampler({ sampler: sampler.slice(PARENT_BASED.length), ratio });
    return new ParentBasedSampler({ root });
  }
  if (sampler === 'always_off') return new AlwaysOffSampler();
  return sampler === 'always_on' ? new AlwaysOnSampler() : new TraceIdRatioBasedSampler(ratio);
}
