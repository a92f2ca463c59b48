import { MxConnectionError, type MxError } from '../errors.ts';

/** The token was rejected or has expired, or its user is disabled. */
export const SESSION_ENDED = 4403;

/** The socket would be closed again for the same reason. */
const fatal: Readonly<Record<number, string>> = {
  1008: 'A frame is in too many pieces.',
  1009: 'A message is too long.',
  4400: 'A message does not follow the protocol.',
  4401: 'An operation was sent before the connection was acknowledged.',
  4406: 'The server does not speak graphql-transport-ws.',
  4409: 'An id of an operation is in use.',
};

/** The least time before the next attempt after some codes, in milliseconds. */
const pauses: Readonly<Record<number, number>> = { 1013: 2_000, 4429: 10_000 };

/** The error if the gateway closed a socket because of a mistake of its client. */
export function toFatalError(closeCode: number): MxError | undefined {
  const message = fatal[closeCode];
  if (message === undefined) return undefined;
  return new MxConnectionError(message, { code: 'PROTOCOL_VIOLATED', closeCode });
}

export function toClosedError(closeCode: number): MxError {
  return new MxConnectionError(`The socket was closed with ${closeCode}.`, {
    retryable: true,
    closeCode,
  });
}

export const toLeastPauseMs = (closeCode: number): number => pauses[closeCode] ?? 0;
