import type { LimitName } from '../limits.ts';
import type { OperationEvent } from './operations.ts';

export interface Started {
  /** Where the gateway answers, `/graphql` included. */
  readonly url: string;
  readonly upstream: 'sandbox' | 'mx';
  /** True when a browser finds GraphiQL at `url`. */
  readonly hasExplorer: boolean;
  /** Of the sandbox's demo household, whose people are invented: fit to be printed. */
  readonly demoToken?: string | null;
  /** Of the gateway. */
  readonly version?: string;
  /** Host of MX; null for the sandbox. */
  readonly mxHost?: string | null;
  readonly apiVersion?: string;
  /** How callers prove who they are, in words. */
  readonly auth?: string;
  readonly isProduction?: boolean;
}

/** A caller or a request that was turned away, and why. */
export interface RefusedEvent {
  readonly what: 'token' | 'request' | 'handshake';
  /** A fixed sentence, never what was sent. */
  readonly reason: string;
  /** Of the HTTP response. */
  readonly status?: number | undefined;
  /** What the client was told to quote. */
  readonly errorId?: string | undefined;
  /** What helps to find out who sent it; bounded, and no secret. */
  readonly from?: object | undefined;
}

/** One call to MX, its retries included. */
export interface ExchangeEvent {
  readonly method: string;
  /** The template (`/users/{user_guid}`), never the path. */
  readonly route: string;
  /** Undefined when no answer came. */
  readonly status?: number | null | undefined;
  /** The `MxError` code of a failed call. */
  readonly code?: string | null | undefined;
  readonly durationMs: number;
  readonly attempts: number;
  /** Wire names of what came in a form that cannot be read. */
  readonly driftedFields?: readonly string[] | undefined;
}

/** How MX stands to the gateway now. */
export interface UpstreamEvent {
  readonly health: 'up' | 'down' | 'key-refused' | 'version-refused';
  readonly sentence: string;
}

/** A client met a bound of `limits.ts`. */
export interface LimitEvent {
  readonly limit: LimitName;
}

export interface FailureEvent {
  /** What the client was told to quote. */
  readonly errorId: string;
  readonly code: string;
  /** What was really thrown. */
  readonly cause: unknown;
  /** The failed fields that this stands for; one unless given. */
  readonly times?: number;
}

/** Everything that the gateway has to say while it runs. No function here throws. */
export interface Events {
  readonly configWarning: (sentence: string) => void;
  readonly started: (event: Started) => void;
  readonly stopping: (reason: string) => void;
  readonly stopped: (durationMs: number) => void;
  /** Node has a warning about the gateway's own code. */
  readonly warned: (warning: Error) => void;
  /** Nothing handles this error: the process ends. */
  readonly crashed: (error: unknown) => void;
  readonly operation: (event: OperationEvent) => void;
  /** At debug; but each field that could not be read once a minute as a warning, at any level. */
  readonly exchange: (event: ExchangeEvent) => void;
  /** MX has stopped answering, refuses the gateway, or answers again. */
  readonly upstream: (event: UpstreamEvent) => void;
  readonly failed: (event: FailureEvent) => void;
  /** The issuer's key set could not be fetched. Logged once in ten seconds a reason. */
  readonly keysFailed: (error: unknown) => void;
  readonly refused: (event: RefusedEvent) => void;
  /** Logged once in ten seconds a limit, with the number of times, so that a flood stays out of the log. */
  readonly limited: (event: LimitEvent) => void;
}
