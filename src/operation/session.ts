import type { IncomingMessage } from 'node:http';
import { AuthError } from '../auth/auth-error.ts';
import type { Authenticator, Session } from '../auth/authenticator.ts';
import type { Caller } from './admission.ts';
import type { ConnectionLimit } from './connection-limit.ts';
import type { CutOff } from './live.ts';

/** What an operation comes with: over HTTP its request, on a socket who was let in there. */
export interface ServerContext {
  readonly request?: Request;
  /** Of a socket whose token came with the connection. */
  readonly session?: Session | undefined;
  /** Of a socket whose token comes with each operation. */
  readonly authorization?: string | undefined;
  readonly req?: IncomingMessage;
}

/** Who runs the operation. Rejects with an `AuthError` for those who are not let in. */
export async function sessionOf(
  { request, session, authorization }: ServerContext,
  { authenticate }: Authenticator,
): Promise<Session> {
  if (session !== undefined) return session;
  return authenticate(authorization ?? request?.headers.get('authorization') ?? undefined);
}

interface Known {
  readonly session: Session;
  readonly address: string;
}

export function callerOf({ session, address }: Known): Caller {
  return { caller: session.caller, address, isPartner: session.viewer.kind === 'partner' };
}

/** The longest time that a timer can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * For a stream of its own connection (SSE): ends it when the token expires, and gives its place
 * back when it ends. Undefined when the caller has too many. A stream on a socket ends with that.
 */
export function cutOffOf(
  { session, ...context }: Known & ServerContext,
  connections: ConnectionLimit,
  now: () => number,
): CutOff | undefined {
  const release = context.request === undefined ? () => {} : connections.take(session);
  if (release === undefined) return undefined;
  return (cut) => {
    const forget = cutOffAtExpiry(session, now)(cut);
    return () => {
      forget();
      release();
    };
  };
}

/** Ends the streams of a session when its token expires. */
function cutOffAtExpiry({ expiresAt }: Session, now: () => number): CutOff {
  return (cut) => {
    const leftMs = (expiresAt ?? Infinity) - now();
    if (leftMs > MAX_TIMER_MS) return () => {};
    const expired = new AuthError('UNAUTHENTICATED', 'the token has expired');
    const timer = setTimeout(() => cut(expired), Math.max(0, leftMs));
    return () => clearTimeout(timer);
  };
}
