import type { Session } from '../auth/authenticator.ts';
import type { Secret } from '../secret.ts';
import type { DocumentParams } from './documents/known-documents.ts';
import type { ReadableForms } from './rules/response-form.ts';

/** Who waits for the response to an operation. */
export interface Client {
  /** Aborted once nobody is there to read a response, whatever the way in which they left. */
  readonly gone: AbortSignal;
  /** Cuts off a connection that carries this response alone. Absent on sockets, which carry many. */
  readonly breakOff?: () => void;
  /** Called when the response is a stream, which has no end to wait for. */
  readonly onStream?: () => void;
}

/** One operation as a transport brings it. The object is the operation's own: watchers know it by that. */
export interface OperationRequest {
  /** For the log; no rule depends on it. */
  readonly transport: 'http' | 'websocket';
  readonly document: DocumentParams;
  readonly operationName?: string | null | undefined;
  /** As the client sent them, closed as a whole until it is known which of them are secret. */
  readonly variables: Secret<Readonly<Record<string, unknown>>>;
  /** Bytes of memory, about, of all that came with it. */
  readonly memoryBytes: number;
  /** True for an HTTP method that promises to change nothing. */
  readonly isSafe: boolean;
  readonly readable: ReadableForms;
  readonly client: Client;
  /** Of a caller who was let in before. */
  readonly session?: Session | undefined;
  /** The value of an Authorization header, or of what stands for one. */
  readonly authorization?: string | undefined;
  /** The network that refused tokens are counted for; null for one that is not counted. */
  readonly findNetwork: () => string | null;
}
