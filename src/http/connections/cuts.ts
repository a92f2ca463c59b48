import type { Duplex } from 'node:stream';
import type { Leaving } from '../../departure.ts';

const cuts = new WeakMap<Duplex, Leaving>();

/** Call this before a connection is destroyed: the connection itself does not say why. */
export function noteCut(connection: Duplex, why: Leaving): void {
  cuts.set(connection, why);
}

/** Why a connection that has ended was destroyed: unless the server has noted it, by its client. */
export function whyCut(connection: Duplex): Leaving {
  return cuts.get(connection) ?? 'client-closed';
}
