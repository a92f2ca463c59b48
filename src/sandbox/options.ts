import type { IncomingHttpHeaders } from 'node:http';

/** One request as it arrived. */
export interface SandboxRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The parsed JSON; undefined when empty; the text itself when it is not JSON. */
  readonly body: unknown;
  /** The sandbox's clock at arrival, milliseconds. */
  readonly startedAt: number;
}

export interface SandboxResponse {
  /** 0 closes the connection without an answer. */
  readonly status: number;
  /** A string is sent as it is, everything else as JSON, undefined as no body at all. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How the look-alike behaves where MX is configurable, slow or undocumented. */
export interface Settings {
  /** Length of a job that nothing interrupts. Default 4,000. */
  readonly jobMs: number;
  /** How long a challenge waits for its answer before the member is EXPIRED. Default 300,000. */
  readonly challengeTtlMs: number;
  /** Minimum time between two standard aggregations of a connected member. MX Bank is exempt. Default three hours. */
  readonly throttleMs: number;
  /** The same for rewards jobs. Default 0: not throttled. */
  readonly rewardsThrottleMs: number;
  /** How long a created member answers 404. Default 0. */
  readonly creationLagMs: number;
  /** How long after the end of a job its data can be read. Default 0. */
  readonly dataLagMs: number;
  /** How long an institution does not challenge again after a right answer. Default a day. */
  readonly mfaRememberedMs: number;
  /** False: fetch_rewards answers 403, as for a client without the product. Default true. */
  readonly rewardsEnabled: boolean;
  /** True: account lists carry the rewards fields too, under the same header rule. Default false. */
  readonly accountListHasRewardsFields: boolean;
}

export interface SandboxOptions extends Partial<Settings> {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: a free port. */
  readonly port?: number;
  /** The sandbox's clock, milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
  /** Added to each answer. Default 0. */
  readonly latencyMs?: number;
  /** `demo` has a household and a neighbour, `empty` no users. Default `demo`. */
  readonly seed?: 'demo' | 'empty';
  /** May answer in place of the sandbox, which then does nothing. */
  readonly intercept?: (
    request: SandboxRequest,
  ) => SandboxResponse | undefined | Promise<SandboxResponse | undefined>;
  /** May change an answer after the sandbox has acted on the request. */
  readonly rewrite?: (request: SandboxRequest, response: SandboxResponse) => SandboxResponse;
  readonly onRequest?: (request: SandboxRequest) => void;
}

export function readSettings(options: SandboxOptions): Settings {
  return {
    jobMs: options.jobMs ?? 4000,
    challengeTtlMs: options.challengeTtlMs ?? 300_000,
    throttleMs: options.throttleMs ?? 3 * 60 * 60 * 1000,
    rewardsThrottleMs: options.rewardsThrottleMs ?? 0,
    creationLagMs: options.creationLagMs ?? 0,
    dataLagMs: options.dataLagMs ?? 0,
    mfaRememberedMs: options.mfaRememberedMs ?? 24 * 60 * 60 * 1000,
    rewardsEnabled: options.rewardsEnabled ?? true,
    accountListHasRewardsFields: options.accountListHasRewardsFields ?? false,
  };
}
