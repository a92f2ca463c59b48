/** Who waits for the answer to an operation. */
export interface Client {
  /** Aborted once nobody is there to read an answer, whatever the way in which they left. */
  readonly gone: AbortSignal;
  /** Cuts the connection off on which nobody else waits for anything. Absent on sockets. */
  readonly breakOff?: () => void;
  /** Told that the answer is a stream, which has no end to wait for. */
  readonly onStream?: () => void;
}
