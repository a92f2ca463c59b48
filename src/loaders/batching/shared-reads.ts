import type { MxCalls, MxClient } from '../../mx/client.ts';
import { isMxError } from '../../mx/errors.ts';
import type { CallScope } from '../../mx/scope.ts';

/**
 * Reads in flight, shared by every operation of the process. A read that several operations of one
 * user want at the same moment is made once; nothing is kept after it has answered.
 */
export interface SharedReads {
  /**
   * Joins the read `name` of a user if it is in flight, else starts it: at the cost of this scope,
   * and until all who have joined have left.
   */
  readonly share: <T>(reader: CallScope, request: SharedRead<T>) => Promise<T>;
  /** Nobody joins a read of this user that began before now: something of theirs has changed. */
  readonly forget: (userGuid: string) => void;
}

export interface SharedRead<T> {
  readonly userGuid: string;
  readonly name: string;
  readonly read: (mx: MxCalls) => Promise<T>;
}

interface Flight {
  readonly starter: CallScope;
  readonly answer: Promise<unknown>;
  /** Ends it, for nobody is left to read it. */
  readonly abandon: (reason: unknown) => void;
  readers: number;
}

export function createSharedReads({ in: callsIn }: Pick<MxClient, 'in'>): SharedReads {
  const users = new Map<string, Map<string, Flight>>();

  function start<T>(starter: CallScope, { userGuid, name, read }: SharedRead<T>): Flight {
    const flights = users.get(userGuid) ?? new Map<string, Flight>();
    users.set(userGuid, flights);
    const stop = new AbortController();
    const land = () => {
      if (flights.get(name) === flight) flights.delete(name);
      if (flights.size === 0 && users.get(userGuid) === flights) users.delete(userGuid);
    };
    const abandon = (reason: unknown) => {
      land();
      stop.abort(reason);
    };
    const answer = read(callsIn({ ...starter, signal: stop.signal })).finally(land);
    const flight: Flight = { starter, answer, abandon, readers: 0 };
    flights.set(name, flight);
    return flight;
  }

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
      flight.answer.then(
        (value) => {
          signal?.removeEventListener('abort', leave);
          resolve(value as T);
        },
        (error: unknown) => {
          signal?.removeEventListener('abort', leave);
          // What is too much for the starter need not be for another.
          const isTheirs =
            flight.starter !== reader && isMxError(error) && error.limit !== undefined;
          if (isTheirs) resolve(share(reader, request));
          else reject(error);
        },
      );
    });
  }

  async function share<T>(reader: CallScope, request: SharedRead<T>): Promise<T> {
    reader.signal?.throwIfAborted();
    const inFlight = users.get(request.userGuid)?.get(request.name);
    return join(inFlight ?? start(reader, request), reader, request);
  }

  return {
    share,
    forget: (userGuid) => void users.delete(userGuid),
  };
}
