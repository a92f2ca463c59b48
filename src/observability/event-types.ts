import type { LimitName } from '../limits.ts';
import type { OperationEvent, StreamEvent } from './operations.ts';

export interface Started {
  /** The URL of the gateway, including `/graphql`. */
  readonly url: string;
  readonly upstream: 'sandbox' | 'mx';
  /** The URL of the metrics; null if there are none. */
  readonly metricsUrl?: string | null;
  /** The URL of the sandbox's remote control; null if there is none. */
  readonly controlUrl?: string | null;
  /** True if a browser finds GraphiQL at `url`. */
  readonly hasExplorer: boolean;
  /** The URL of the example app; null if there is none. */
  readonly appUrl?: string | null;
  /**
   * The token of the sandbox's demo household. It may be printed, because the household is
   * invented.
   */
  readonly demoToken?: string | null;
  /** The version of the gateway. */
  readonly version?: string;
  /** The host of MX; null for the sandbox. */
  readonly mxHost?: string | null;
  readonly apiVersion?: string;
  /** A description of how callers authenticate. */
  readonly auth?: string;
  readonly receivesWebhooks?: boolean;
  /** The host of the Redis that replicas share; null for a single process. */
  readonly redisHost?: string | null;
  /** The host of the collector of traces; omitted without traces. */
  readonly tracesHost?: string;
  readonly isProduction?: boolean;
}

/** A caller or a request that was refused, and the reason. */
export interface RefusedEvent {
  readonly what: 'token' | 'request' | 'handshake' | 'webhook';
  /** A word for the reason, from a closed list. */
  readonly why?: string | undefined;
  /** A fixed sentence, which never contains a part of the request. */
  readonly reason: string;
  /** The status of the HTTP response. */
  readonly status?: number | undefined;
  /** The id in the client's error, which the client can quote. */
  readonly errorId?: string | undefined;
  /** The details that help to find the sender; they are bounded and contain no secret. */
  readonly from?: object | undefined;
  /** The trace of the operation; the name is OpenTelemetry's. Undefined without traces. */
  readonly trace_id?: string | undefined;
}

/** One call to MX, including its retries. */
export interface ExchangeEvent {
  readonly method: string;
  /** The template (`/users/{user_guid}`), never the path. */
  readonly route: string;
  /** `poll` for a read of a poll loop. */
  readonly kind?: 'read' | 'poll' | 'write' | 'deletion' | undefined;
  /** Undefined if no response came. */
  readonly status?: number | null | undefined;
  /** The `MxError` code of a failed call. */
  readonly code?: string | null | undefined;
  readonly durationMs: number;
  readonly attempts: number;
  /** Wire names of the fields that came in an unreadable form. */
  readonly driftedFields?: readonly string[] | undefined;
  /** Milliseconds since 1970 of a clock that never goes back. */
  readonly startedAt?: number | undefined;
  /** The trace of the operation; the name is OpenTelemetry's. Undefined without traces. */
  readonly trace_id?: string | undefined;
}

/** One webhook of MX. */
export interface WebhookEvent {
  /**
   * MX's type, from a closed list; `unrecognized` for other types, `unreadable` for a webhook that
   * names no user.
   */
  readonly kind: string;
  /** False for a webhook that reports nothing new. */
  readonly isNew: boolean;
}

/** The current state of MX, as the gateway sees it. */
export interface UpstreamEvent {
  readonly health: 'up' | 'down' | 'key-refused' | 'version-refused';
  readonly sentence: string;
}

/** The current state of what replicas share. */
export interface SharedStateEvent {
  readonly health: 'up' | 'away';
  readonly sentence: string;
}

/** The collector of traces does not accept spans any more, or does again. */
export interface TracesEvent {
  readonly health: 'up' | 'away';
  /** A system error, an HTTP status, `late`, `busy` or `unreadable`; null if all is well. */
  readonly code: string | null;
  /** All spans that were lost so far. */
  readonly dropped: number;
}

/** A client reached a limit of `limits.ts`. */
export interface LimitEvent {
  readonly limit: LimitName;
}

export interface FailureEvent {
  /** The id in the client's error, which the client can quote. */
  readonly errorId: string;
  readonly code: string;
  /** The original error. */
  readonly cause: unknown;
  /** The number of failed fields that this event stands for; defaults to one. */
  readonly times?: number;
  /** The trace of the operation; the name is OpenTelemetry's. Undefined without traces. */
  readonly trace_id?: string | undefined;
}

/** Everything that the gateway reports while it runs. No function here throws. */
export interface Events {
  readonly configWarning: (sentence: string) => void;
  readonly started: (event: Started) => void;
  readonly stopping: (reason: string) => void;
  readonly stopped: (durationMs: number) => void;
  /** Node emitted a warning about the gateway's own code. */
  readonly warned: (warning: Error) => void;
  /** An error that nothing handles; the process ends. */
  readonly crashed: (error: unknown) => void;
  readonly operation: (event: OperationEvent) => void;
  /** Logged at debug level: the line of the operation comes at the end of the stream. */
  readonly streamStarted: (event: StreamEvent) => void;
  /**
   * Logged at debug level; a call that MX has failed, as a warning. An unreadable field is logged as
   * a warning, at most once per minute and field.
   */
  readonly exchange: (event: ExchangeEvent) => void;
  /**
   * Logged at debug level; a webhook that the gateway does not know or cannot read, at most once
   * per minute, at info or as a warning.
   */
  readonly webhook: (event: WebhookEvent) => void;
  /** MX has stopped responding, refuses the gateway, or responds again. */
  readonly upstream: (event: UpstreamEvent) => void;
  /** The replicas cannot reach each other any more, or can again. */
  readonly sharedState: (event: SharedStateEvent) => void;
  /** Logged at most once per minute. */
  readonly traces: (event: TracesEvent) => void;
  readonly failed: (event: FailureEvent) => void;
  /** The issuer's key set could not be fetched. Logged at most once in ten seconds per reason. */
  readonly keysFailed: (error: unknown) => void;
  readonly refused: (event: RefusedEvent) => void;
  /**
   * Logged at most once in ten seconds per limit, with a count, so that a flood does not fill the
   * log.
   */
  readonly limited: (event: LimitEvent) => void;
}
