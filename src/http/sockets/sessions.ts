import type { IncomingMessage } from 'node:http';
import type { GraphQLError } from 'graphql';
import type { Session } from '../../auth/authenticator.ts';
import type { LimitName } from '../../limits.ts';
import type { Authenticate } from '../../operation/rules/refused-tokens.ts';
import type { ConnectionLimit } from '../../operation/rules/streams.ts';
import type { OnSessionEnd, SessionEnd } from '../../operation/session-end.ts';
import { networkOf } from '../client-address.ts';
import type { SocketLink } from './link.ts';

export interface SocketSessionOptions {
  /** Rejects for a caller who is not let in. */
  readonly authenticate: Authenticate;
  /** Of sockets; one more than an end user may have is closed with 4429. */
  readonly connections: ConnectionLimit;
  readonly mask: (error: unknown) => GraphQLError;
  readonly limited: (hit: { readonly limit: LimitName }) => void;
  readonly onSessionEnd: OnSessionEnd;
}

export interface SocketSessions {
  /**
   * Lets a caller speak on a socket as long as their session is good; the socket is then closed with
   * 4403. The error for one whom MX does not know yet, who may ask again. Undefined when the socket
   * is closed instead, with the code that says why.
   */
  readonly open: (
    link: SocketLink,
    authorization: string | undefined,
    request: IncomingMessage,
  ) => Promise<Session | GraphQLError | undefined>;
}

const reasons: Readonly<Record<SessionEnd, string>> = {
  expired: 'Token expired',
  revoked: 'Forbidden',
};

export function createSocketSessions(options: SocketSessionOptions): SocketSessions {
  const { authenticate, connections, mask, limited, onSessionEnd } = options;

  return {
    async open(link, authorization, request) {
      let session: Session;
      try {
        session = await authenticate(authorization, networkOf(request));
      } catch (error) {
        // Why is not told here: the client learns whether a new token or a later try may help.
        const masked = mask(error);
        if (masked.extensions['code'] === 'UNKNOWN_USER') return masked;
        const { code } = masked.extensions;
        if (code === 'UNAUTHENTICATED') link.close(4403, 'Forbidden');
        else if (code === 'RATE_LIMITED') link.close(4429, 'Too many tokens refused');
        else link.close(1013, 'Try again later');
        return undefined;
      }
      // It may have been closed while the token was checked.
      if (link.gone.aborted) return undefined;
      const release = connections.take(session);
      if (release === undefined) {
        limited({ limit: 'socketsPerUser' });
        link.close(4429, 'Too many sockets');
        return undefined;
      }
      link.gone.addEventListener('abort', release, { once: true });
      const forget = onSessionEnd(session, (how) => link.close(4403, reasons[how]));
      link.gone.addEventListener('abort', forget, { once: true });
      // A stream that ended by itself would be completed, and its client not come back for more.
      return { ...session, expiresAt: null };
    },
  };
}
