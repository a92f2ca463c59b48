import { AuthError, ExpiredToken } from '../auth/auth-error.ts';
import type { Session } from '../auth/authenticator.ts';
import { Refusal } from './refusal.ts';
import type { OperationRequest } from './request.ts';
import type { Places } from './rules/places.ts';
import type { OnSessionEnd, SessionEnd } from './session-end.ts';
import type { Lease } from './stream.ts';

export interface LeaseOptions {
  /** The places of streams that have their own connection. */
  readonly places: Places;
  readonly onSessionEnd: OnSessionEnd;
}

/** The lease of a stream that the transport ends itself, with its client's session. */
const unlimited: Lease = { onEnd: () => {}, release: () => {} };

/**
 * The lease of a stream, which includes a place if the stream has its own connection (SSE). The
 * stream ends when its client disconnects or its token expires; a socket checks its own token. Null
 * if the client has already disconnected.
 */
export async function takeLease(
  session: Session,
  { client, notes }: Pick<OperationRequest, 'client' | 'notes'>,
  { places, onSessionEnd }: LeaseOptions,
): Promise<Lease | Refusal | null> {
  const { gone } = client;
  const hasConnection = client.breakOff !== undefined;
  if (gone.aborted) return null;
  const giveBack = !hasConnection ? () => {} : await places.take(session);
  if (giveBack instanceof Refusal) return giveBack;
  if (gone.aborted) {
    giveBack();
    return null;
  }
  client.onStream?.();
  if (!hasConnection && client.leavesStreams === true && session.expiresAt === null)
    return unlimited;
  let stopWaiting = () => {};
  return {
    onEnd(end) {
      if (gone.aborted) return end();
      const leave = () => end();
      gone.addEventListener('abort', leave);
      const forget = onSessionEnd(session, (how) => {
        notes.ended = `token-${how}`;
        // If an SSE stream is cut, its client reconnects with another token. If it were completed, the
        // client would not.
        if (hasConnection && client.isTold !== true) client.breakOff?.();
        else end(toAuthError(how));
      });
      stopWaiting = () => {
        gone.removeEventListener('abort', leave);
        forget();
      };
    },
    release() {
      stopWaiting();
      giveBack();
    },
  };
}

function toAuthError(how: SessionEnd): AuthError {
  return how === 'expired'
    ? new ExpiredToken()
    : new AuthError('UNAUTHENTICATED', 'the user has been disabled, deleted or replaced');
}
