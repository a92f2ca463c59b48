import { errorBody } from './errors.ts';
import type { SandboxRequest, SandboxResponse, Settings } from './options.ts';
import { matchesPath } from './routes.ts';

/** How slow the sandbox is, in milliseconds. */
export interface Lag extends Pick<Settings, 'jobMs' | 'creationLagMs' | 'dataLagMs'> {
  /** The delay of each response. */
  readonly latencyMs: number;
}

/** Requests that fail, whatever they ask for. */
export interface Failure {
  /**
   * The method and path, such as `GET /users/:user/members`; null for all requests. A part that
   * begins with a colon stands for any text.
   */
  readonly endpoint: string | null;
  /** The status of the responses; 0 closes the connection without a response. */
  readonly status: number;
  /** How many requests are still to fail. */
  readonly count: number;
  /** Seconds, as in the header Retry-After; null for a response without it. */
  readonly retryAfter: number | null;
}

/** The conditions under which the sandbox responds. */
export interface Conditions {
  readonly lag: () => Lag;
  /** Changes the named delays. */
  readonly setLag: (lag: Partial<Lag>) => void;
  readonly failures: () => readonly Failure[];
  /** Replaces the earlier failure of the same endpoint. A count of 0 ends it. */
  readonly fail: (failure: Failure) => void;
  /** The response to a request that fails; it counts. */
  readonly takeFailure: (request: SandboxRequest) => SandboxResponse | undefined;
  /** Restores the conditions of the start. */
  readonly reset: () => void;
}

/** @param settings are changed in place, so that everybody who has them sees the change */
export function createConditions(settings: Settings, latencyMs: number): Conditions {
  const atStart = { ...settings };
  const failures = new Map<string | null, Failure>();
  let currentMs = latencyMs;

  return {
    lag() {
      const { jobMs, creationLagMs, dataLagMs } = settings;
      return { latencyMs: currentMs, jobMs, creationLagMs, dataLagMs };
    },
    setLag({ latencyMs: nextMs = currentMs, ...rest }) {
      currentMs = nextMs;
      Object.assign(settings, rest);
    },
    failures: () => [...failures.values()],
    fail(failure) {
      failures.delete(failure.endpoint);
      if (failure.count > 0) failures.set(failure.endpoint, failure);
    },
    takeFailure(request) {
      const failure = [...failures.values()].find((each) => concerns(each, request));
      if (failure === undefined) return undefined;
      const { endpoint, status, count, retryAfter } = failure;
      if (count > 1) failures.set(endpoint, { ...failure, count: count - 1 });
      else failures.delete(endpoint);
      return {
        status,
        body: errorBody(status, 'The sandbox was told to fail.'),
        ...(retryAfter !== null && { headers: { 'retry-after': String(retryAfter) } }),
      };
    },
    reset() {
      failures.clear();
      currentMs = latencyMs;
      Object.assign(settings, atStart);
    },
  };
}

function concerns({ endpoint }: Failure, { method, path }: SandboxRequest): boolean {
  if (endpoint === null) return true;
  const [asked, pattern = ''] = endpoint.split(' ');
  return asked === method && matchesPath(pattern, path);
}
