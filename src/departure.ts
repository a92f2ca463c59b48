/** Why nothing more is sent to a client. */
export type Leaving =
  /** It has completed its operation; its socket stays. */
  | 'client-completed'
  /** It has closed the connection, or the network has. */
  | 'client-closed'
  /** Its socket did not answer a ping. */
  | 'client-silent'
  /** It did not read what was sent. */
  | 'client-too-slow'
  /** It has reached a limit for which the connection is closed. */
  | 'limit'
  /** It has sent bytes or messages that its protocol does not allow. */
  | 'protocol-error'
  | 'token-expired'
  /** The user has been disabled, deleted or replaced. */
  | 'token-revoked'
  /** The gateway stops. */
  | 'stopping';

/** The part of an AbortSignal that says that a client has disconnected. */
export interface Departure {
  readonly aborted: boolean;
  /** A `Leaving`, for the log. */
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
