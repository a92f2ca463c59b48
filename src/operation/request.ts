import type { Session } from '../auth/authenticator.ts';
import type { Departure, Leaving } from '../departure.ts';
import type { LedgerEntries } from '../ledger.ts';
import type { Secret } from '../secret.ts';
import type { DocumentParams } from './documents/known-documents.ts';
import type { ReadableForms } from './rules/response-form.ts';
import type { OperationTrace, TraceHeaders } from './trace.ts';

/** The client that waits for the response to an operation. */
export interface Client {
  /** Aborted once the client can no longer read a response, for any reason. */
  readonly gone: Departure;
  /**
   * Cuts a connection that carries only this response. Absent on sockets, which carry many
   * responses.
   */
  breakOff?(): void;
  /** True if the last result of a stream can tell the client why the stream has ended. */
  readonly isTold?: boolean;
  /** True for a transport that itself leaves the streams of a client that has gone. */
  readonly leavesStreams?: boolean;
  /** Called if the response is a stream, which has no end to wait for. */
  onStream?(): void;
}

/** An end user, a service of the partner, or a caller without a token (AUTH=none). */
export type CallerKind = 'user' | 'partner' | 'none';

export interface OperationTally {
  /** The calls to MX so far. */
  calls(): number;
  /** The reads of the operation, or of its last event; undefined if there were none. */
  ledger(): LedgerEntries | undefined;
}

/** What becomes known of an operation while it runs, for the log. */
export class OperationNotes {
  /** Milliseconds of a monotonic clock. */
  startedAt: number | undefined = undefined;
  /** Undefined while the caller is not known. */
  caller: CallerKind | undefined = undefined;
  /** Known once the operation may read from MX. */
  tally: OperationTally | undefined = undefined;
  /** Why the gateway itself ends the stream; undefined while it does not. */
  ended: Leaving | undefined = undefined;
  /** Undefined without traces. */
  trace: OperationTrace | undefined = undefined;
}

/** One operation as a transport passes it on. */
export interface OperationRequest {
  /** The transport is only for the log; no rule depends on it. */
  readonly transport: 'http' | 'websocket';
  readonly document: DocumentParams;
  readonly operationName?: string | null | undefined;
  /**
   * The variables as the client sent them, wrapped as a whole until the gateway knows which of them
   * are secret.
   */
  readonly variables: Secret<Readonly<Record<string, unknown>>>;
  /** The approximate bytes of memory of the whole request. */
  readonly memoryBytes: number;
  /** True for a safe HTTP method, which must not change anything. */
  readonly isSafe: boolean;
  readonly readable: ReadableForms;
  readonly client: Client;
  /** The session of a caller who was admitted before. */
  readonly session?: Session | undefined;
  /** The value of an Authorization header, or of its equivalent on a socket. */
  readonly authorization?: string | undefined;
  /** Returns the network that rejected tokens are counted for; null if they are not counted. */
  readonly findNetwork: () => string | null;
  /** The span of the client; messages on a socket have it in their extensions instead. */
  readonly trace?: TraceHeaders | undefined;
  readonly notes: OperationNotes;
}
