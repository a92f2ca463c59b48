import type { IncomingMessage } from 'node:http';
import type { GraphQLError } from 'graphql';
import type { Session } from '../../auth/authenticator.ts';
import type { Mask } from '../../operation/errors/masking.ts';
import { toRefusal } from '../../operation/errors/sentences.ts';
import { Refusal } from '../../operation/refusal.ts';
import type { Places } from '../../operation/rules/places.ts';
import type { Authenticate } from '../../operation/rules/refused-tokens.ts';
import type { OnSessionEnd, SessionEnd } from '../../operation/session-end.ts';
import { nearNetworkOf, type NetworkOf } from '../client-address.ts';
import type { SocketLink } from './link.ts';

export interface SocketSessionOptions {
  /** Rejects for a caller who is not admitted. */
  readonly authenticate: Authenticate;
  readonly places: Places;
  readonly mask: Mask;
  readonly onSessionEnd: OnSessionEnd;
  /** Defaults to the networks behind near proxies. */
  readonly networkOf?: NetworkOf;
}

export interface SocketSessions {
  /**
   * Admits a caller to a socket until their session ends; the socket is then closed with 4403.
   * Returns the errors for a caller who has no user at MX yet and may try again, and undefined if
   * the socket is closed instead, with the code that says why.
   */
  readonly open: (
    link: SocketLink,
    authorization: string | undefined,
    request: IncomingMessage,
  ) => Promise<Session | readonly GraphQLError[] | undefined>;
}

const reasons: Readonly<Record<SessionEnd, string>> = {
  expired: 'Token expired',
  revoked: 'Forbidden',
};

export function createSocketSessions(options: SocketSessionOptions): SocketSessions {
  const { authenticate, places, mask, onSessionEnd, networkOf = nearNetworkOf } = options;

  /** The errors to respond with, if the socket may stay open. */
  function refuse(link: SocketLink, refusal: Refusal): readonly GraphQLError[] | undefined {
    const errors = mask.refusal(refusal);
    if (refusal.close === undefined) return errors;
    link.close(refusal.close.code, refusal.close.reason, 'limit');
    return undefined;
  }

  /** Has no access to the request, which would stay in memory as long as the socket. */
  function closeAtEnd(link: SocketLink, session: Session, release: () => void): void {
    const forget = onSessionEnd(session, (how) => link.close(4403, reasons[how], `token-${how}`));
    link.gone.addEventListener('abort', () => {
      release();
      forget();
    });
  }

  return {
    async open(link, authorization, request) {
      let session: Session;
      try {
        session = await authenticate(authorization, () => networkOf(request));
      } catch (error) {
        // The client learns whether a new token or a later attempt may help, but not why.
        return refuse(link, toRefusal(error));
      }
      // The socket may have closed while the token was verified.
      if (link.gone.aborted) return undefined;
      const release = await places.take(session);
      if (release instanceof Refusal) return refuse(link, release);
      if (link.gone.aborted) {
        release();
        return undefined;
      }
      closeAtEnd(link, session, release);
      // If the stream ended itself, the client would see `complete` and never reconnect.
      return { ...session, expiresAt: null };
    },
  };
}
