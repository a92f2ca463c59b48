import { BriefMap } from '../../brief-map.ts';
import { FlightNotes } from '../../flight-notes.ts';
import type { ReadNote } from '../../ledger.ts';
import type { MxCalls, MxClient } from '../../mx/client.ts';
import { isOverLimit } from '../../mx/errors.ts';
import type { CallScope } from '../../mx/scope.ts';
import { Stop } from '../../stop.ts';

/**
 * Reads in flight, shared by every operation of the process. If several operations of one user need
 * the same read concurrently, it is made once. Nothing is kept after the response.
 */
export interface SharedReads {
  /**
   * Joins the read `name` of a user if it is in flight, else starts it. The read counts for the
   * scope that started it, and is aborted when all of its readers have left.
   */
  readonly share: <T>(reader: CallScope, request: SharedRead<T>) => Promise<T>;
  /**
   * From now on no operation joins an earlier read of this user, because the user's data has
   * changed.
   */
  readonly forget: (userGuid: string) => void;
}

export interface SharedRead<T> {
  readonly userGuid: string;
  readonly name: string;
  readonly read: (mx: MxCalls) => Promise<T>;
  /** The reader's note of this read. */
  readonly note?: ReadNote | undefined;
}

type AnyRead = SharedRead<unknown>;

type Flights = BriefMap<string, Flight>;

interface FlightOptions {
  readonly id: string;
  readonly flights: Flights;
  readonly callsIn: MxClient['in'];
  readonly starter: CallScope;
  readonly request: AnyRead;
}

/** A read in flight and its readers. */
class Flight {
  readonly userGuid: string;
  readonly starter: CallScope;
  readonly answer: Promise<unknown>;
  readonly notes = new FlightNotes();
  readers = 0;
  readonly #flights: Flights;
  readonly #id: string;
  readonly #stop = new Stop();

  constructor({ id, flights, callsIn, starter, request }: FlightOptions) {
    const { userGuid, read, note } = request;
    const { lane, budget } = starter;
    this.userGuid = userGuid;
    this.starter = starter;
    this.#flights = flights;
    this.#id = id;
    this.notes.start(note);
    this.answer = read(callsIn({ lane, budget, signal: this.#stop, listener: this.notes }));
    flights.set(id, this);
  }

  /** Nobody joins it any more. */
  land(): void {
    if (this.#flights.get(this.#id) === this) this.#flights.delete(this.#id);
  }

  /** Aborts the read, because no reader is left. */
  abandon(reason: unknown): void {
    this.land();
    this.#stop.abort(reason);
  }
}

/** @param onShare called for each read, with true if it joins a read in flight */
export function createSharedReads(
  { in: callsIn }: Pick<MxClient, 'in'>,
  onShare: (isJoined: boolean) => void = () => {},
): SharedReads {
  const flights: Flights = new BriefMap();

  function join<T>(flight: Flight, reader: CallScope, request: SharedRead<T>): Promise<T> {
    const { signal } = reader;
    flight.readers += 1;
    return new Promise<T>((resolve, reject) => {
      const leave = () => {
        flight.readers -= 1;
        if (flight.readers === 0) flight.abandon(signal?.reason);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
      const stay = () => {
        flight.land();
        signal?.removeEventListener('abort', leave);
      };
      flight.answer.then(
        (value) => {
          stay();
          resolve(value as T);
        },
        (error: unknown) => {
          stay();
          // A read that exceeds the starter's limit may be within the reader's.
          if (flight.starter !== reader && isOverLimit(error)) resolve(share(reader, request));
          else reject(error);
        },
      );
    });
  }

  function share<T>(reader: CallScope, request: SharedRead<T>): Promise<T> {
    if (reader.signal?.aborted === true) return Promise.reject(reader.signal.reason);
    const id = toId(request);
    const inFlight = flights.get(id);
    onShare(inFlight !== undefined);
    inFlight?.notes.join(request.note);
    const flight = inFlight ?? new Flight({ id, flights, callsIn, starter: reader, request });
    return join(flight, reader, request);
  }

  return {
    share,
    forget(userGuid) {
      for (const [id, flight] of flights.entries()) {
        if (flight.userGuid === userGuid) flights.delete(id);
      }
    },
  };
}

/** The id contains the user: two users never share a read. */
function toId({ userGuid, name }: AnyRead): string {
  return `${userGuid} ${name}`;
}
