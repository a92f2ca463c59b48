import type { MxClient } from '../mx/client.ts';
import type { Flights } from './flights.ts';

/** What every loader reads from. */
export interface LoaderSources {
  readonly mx: MxClient;
  readonly flights: Flights;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
