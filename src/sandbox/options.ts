import type { IncomingHttpHeaders } from 'node:http';

/** One request as it arrived. */
export interface SandboxRequest {
  readonly method: string;
  /** The path without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The parsed JSON; undefined if the body is empty; the text itself if it is not JSON. */
  readonly body: unknown;
  /** The time of arrival on the sandbox's clock, in milliseconds. */
  readonly startedAt: number;
}

export interface SandboxResponse {
  /** The status; 0 closes the connection without a response. */
  readonly status: number;
  /** A string is sent unchanged, any other value as JSON; undefined means no body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The address to which the sandbox sends webhooks, and its HTTP Basic credentials. */
export interface WebhookTarget {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** Settings for behaviour of MX that is configurable, slow or undocumented. */
export interface Settings {
  /** The length of an uninterrupted job. Default 4,000. */
  readonly jobMs: number;
  /** How long a challenge waits for its answer before the member is EXPIRED. Default 300,000. */
  readonly challengeTtlMs: number;
  /** Minimum time between two standard aggregations of a connected member. MX Bank is exempt. Default three hours. */
  readonly throttleMs: number;
  /** Minimum time between two rewards jobs. Default 0: not throttled. */
  readonly rewardsThrottleMs: number;
  /** How long a created member, and reads of a created user, get a 404. Default 0. */
  readonly creationLagMs: number;
  /** The delay after the end of a job until its data can be read. Default 0. */
  readonly dataLagMs: number;
  /** How long an institution does not challenge again after a right answer. Default a day. */
  readonly mfaRememberedMs: number;
  /**
   * If false, fetch_rewards responds with 403, as for a client without the product. Default true.
   */
  readonly rewardsEnabled: boolean;
  /**
   * If true, account lists contain the rewards fields, too, under the same header rule. Default
   * false.
   */
  readonly accountListHasRewardsFields: boolean;
}

export interface SandboxOptions extends Partial<Settings> {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: a free port. */
  readonly port?: number;
  /** The sandbox's clock, milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
  /**
   * Settles after `ms` of the sandbox's clock, or immediately when the signal aborts. Default a
   * timer.
   */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Where webhooks are sent to. Default nowhere; `control.sendWebhooksTo` changes it. */
  readonly webhooks?: WebhookTarget | undefined;
  /** True to serve the remote control under `/sandbox/control`. Default false. */
  readonly servesControl?: boolean;
  /** The delay of each response, in milliseconds. Default 0. */
  readonly latencyMs?: number;
  /** `demo` has a household and a neighbour, `empty` no users. Default `demo`. */
  readonly seed?: 'demo' | 'empty';
  /** May respond in place of the sandbox, which then does nothing. */
  readonly intercept?: (
    request: SandboxRequest,
  ) => SandboxResponse | undefined | Promise<SandboxResponse | undefined>;
  /** May change a response after the sandbox has handled the request. */
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
