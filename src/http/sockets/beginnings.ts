import type { LimitName } from '../../limits.ts';
import type { SocketLink } from './link.ts';

export interface BeginningOptions {
  /** Milliseconds that a client has to send `connection_init`. */
  readonly waitMs: number;
  /** Sockets that may wait for `connection_init`. */
  readonly most: number;
  readonly limited: (hit: { readonly limit: LimitName }) => void;
}

/**
 * Bounds the number of sockets that have not sent `connection_init`, and how long each may wait.
 * One socket above the limit closes the oldest one, because a genuine client sends it immediately.
 *
 * @returns a function that adds a socket; its result is called when `connection_init` has arrived
 */
export function createBeginnings({ waitMs, most, limited }: BeginningOptions) {
  const waiting = new Set<SocketLink>();

  return (link: SocketLink): (() => void) => {
    const timer = setTimeout(
      () => link.close(4408, 'Connection initialisation timeout', 'limit'),
      waitMs,
    );
    const begin = () => {
      clearTimeout(timer);
      waiting.delete(link);
      link.gone.removeEventListener('abort', begin);
    };
    link.gone.addEventListener('abort', begin);
    waiting.add(link);
    const [oldest] = waiting;
    if (waiting.size > most && oldest !== undefined) {
      limited({ limit: 'socketsNotBegun' });
      oldest.shut(1013, 'Try again later', 'limit');
    }
    return begin;
  };
}
