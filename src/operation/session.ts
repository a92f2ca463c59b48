import { GraphQLError } from 'graphql';
import { AuthError, ExpiredToken } from '../auth/auth-error.ts';
import type { Session } from '../auth/authenticator.ts';
import type { Caller } from './admission.ts';
import type { Client } from './client.ts';
import type { Authenticate } from './rules/refused-tokens.ts';
import type { ConnectionLimit } from './rules/streams.ts';
import type { OnSessionEnd, SessionEnd } from './session-end.ts';
import type { Lease } from './stream.ts';

/** What an operation comes with: over HTTP its request, on a socket who was let in there. */
export interface ServerContext {
  readonly request?: Request;
  /** Of a socket whose token came with the connection. */
  readonly session?: Session | undefined;
  /** Of a socket whose token comes with each operation. */
  readonly authorization?: string | undefined;
  /** `body` of a POST over HTTP, as it was read from JSON. */
  readonly req?: { readonly body?: unknown };
  /** Where it comes from; null for what is near. */
  readonly network?: string | null;
  readonly client?: Client;
}

/** Who runs the operation. Rejects with an `AuthError` for those who are not let in. */
export async function sessionOf(
  { request, session, authorization, network = null }: ServerContext,
  authenticate: Authenticate,
): Promise<Session> {
  if (session !== undefined) return session;
  return authenticate(authorization ?? request?.headers.get('authorization') ?? undefined, network);
}

export function bodyOf({ req }: ServerContext): unknown {
  return req?.body;
}

interface Known {
  readonly session: Session;
}

export function callerOf({ session }: Known): Caller {
  return { caller: session.caller, isPartner: session.viewer.kind === 'partner' };
}

export interface LeaseOptions {
  /** Of streams that have a connection of their own. */
  readonly connections: ConnectionLimit;
  readonly onSessionEnd: OnSessionEnd;
}

/**
 * What a stream holds: a place, where it has a connection of its own (SSE). It ends with its
 * client and with its token; a socket sees to its own token. Null when the client has gone
 * already, and a refusal when it has too many.
 */
export function leaseOf(
  { session, request, client }: Known & ServerContext,
  { connections, onSessionEnd }: LeaseOptions,
): Lease | GraphQLError | null {
  const gone = client?.gone;
  if (gone?.aborted === true) return null;
  const giveBack = request === undefined ? () => {} : connections.take(session);
  if (giveBack === undefined) return tooManyStreams();
  client?.onStream?.();
  let stopWaiting = () => {};
  return {
    onEnd(end) {
      if (gone?.aborted === true) return end();
      const leave = () => end();
      gone?.addEventListener('abort', leave);
      const forget = onSessionEnd(session, (how) => {
        // Broken off, its client comes back with another token. Completed, it would not.
        if (client?.breakOff) client.breakOff();
        else end(toAuthError(how));
      });
      stopWaiting = () => {
        gone?.removeEventListener('abort', leave);
        forget();
      };
    },
    release() {
      stopWaiting();
      giveBack();
    },
  };
}

function tooManyStreams(): GraphQLError {
  return new GraphQLError('Too many streams are open.', {
    extensions: { code: 'RATE_LIMITED', limit: 'streamsPerUser', http: { status: 429 } },
  });
}

function toAuthError(how: SessionEnd): AuthError {
  return how === 'expired'
    ? new ExpiredToken()
    : new AuthError('UNAUTHENTICATED', 'the user has been disabled, deleted or replaced');
}
