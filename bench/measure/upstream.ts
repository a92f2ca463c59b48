import { startProcess } from './processes.ts';

export interface UpstreamSettings {
  readonly latencyMs?: number;
  readonly connectionStatus?: string;
  readonly isBeingAggregated?: boolean;
}

export interface UpstreamCounts {
  /** Since the start of the upstream. */
  readonly calls: number;
  /** The most calls in flight since the last time of asking. */
  readonly mostAtOnce: number;
}

export interface Upstream {
  readonly url: string;
  readonly set: (settings?: UpstreamSettings) => Promise<UpstreamCounts>;
}

export async function startUpstream(): Promise<Upstream> {
  const { url } = await startProcess('upstream', 'bench/upstream/main.ts');
  return {
    url,
    async set(settings = {}) {
      const query = new URLSearchParams(Object.entries(settings).map(([k, v]) => [k, String(v)]));
      return (await fetch(`${url}/bench?${query}`)).json() as Promise<UpstreamCounts>;
    },
  };
}
