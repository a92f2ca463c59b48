import type { LimitName } from '../../limits.ts';
import type { SocketLink } from './link.ts';

export interface BeginningOptions {
  /** Milliseconds until `connection_init`. */
  readonly waitMs: number;
  /** Sockets that wait for it. */
  readonly most: number;
  readonly limited: (hit: { readonly limit: LimitName }) => void;
}

/**
 * Sockets of which no `connection_init` has come: none is such for long, and there are few. One
 * more than that closes the oldest: who means to speak does so at once.
 *
 * @returns how to add one, which returns what to call when it has begun
 */
export function createBeginnings({ waitMs, most, limited }: BeginningOptions) {
  const waiting = new Set<SocketLink>();

  return (link: SocketLink): (() => void) => {
    const timer = setTimeout(() => link.close(4408, 'Connection initialisation timeout'), waitMs);
    const begin = () => {
      clearTimeout(timer);
      waiting.delete(link);
    };
    link.gone.addEventListener('abort', begin, { once: true });
    waiting.add(link);
    const [oldest] = waiting;
    if (waiting.size > most && oldest !== undefined) {
      limited({ limit: 'socketsNotBegun' });
      oldest.shut(1013, 'Try again later');
    }
    return begin;
  };
}
