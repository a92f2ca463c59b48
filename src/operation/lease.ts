import { AuthError, ExpiredToken } from '../auth/auth-error.ts';
import type { Session } from '../auth/authenticator.ts';
import { Refusal } from './refusal.ts';
import type { Client } from './request.ts';
import type { Places } from './rules/places.ts';
import type { OnSessionEnd, SessionEnd } from './session-end.ts';
import type { Lease } from './stream.ts';

export interface LeaseOptions {
  /** Of streams that have a connection of their own. */
  readonly places: Places;
  readonly onSessionEnd: OnSessionEnd;
}

/**
 * What a stream holds: a place, where it has a connection of its own (SSE). It ends with its
 * client and with its token; a socket sees to its own token. Null when the client has gone
 * already.
 */
export function takeLease(
  session: Session,
  { gone, breakOff, onStream }: Client,
  { places, onSessionEnd }: LeaseOptions,
): Lease | Refusal | null {
  if (gone.aborted) return null;
  const giveBack = breakOff === undefined ? () => {} : places.take(session);
  if (giveBack instanceof Refusal) return giveBack;
  onStream?.();
  let stopWaiting = () => {};
  return {
    onEnd(end) {
      if (gone.aborted) return end();
      const leave = () => end();
      gone.addEventListener('abort', leave);
      const forget = onSessionEnd(session, (how) => {
        // Broken off, its client comes back with another token. Completed, it would not.
        if (breakOff) breakOff();
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
