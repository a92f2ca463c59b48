/**
 * Reads under way, shared by every operation of the process. A read that several operations of one
 * user want at the same moment is made once; nothing is kept after it has answered.
 */
export interface Flights {
  /** Joins the read `name` of `userGuid` if it is under way, else starts it. */
  readonly share: <T>(userGuid: string, name: string, read: () => Promise<T>) => Promise<T>;
  /** Nobody joins a read of this user that began before now: something of theirs was changed. */
  readonly forget: (userGuid: string) => void;
}

export function createFlights(): Flights {
  const users = new Map<string, Map<string, Promise<unknown>>>();

  return {
    share<T>(userGuid: string, name: string, read: () => Promise<T>): Promise<T> {
      const flights = users.get(userGuid) ?? new Map<string, Promise<unknown>>();
      users.set(userGuid, flights);
      const underWay = flights.get(name);
      if (underWay !== undefined) return underWay as Promise<T>;

      const flight = read().finally(() => {
        if (flights.get(name) === flight) flights.delete(name);
        if (flights.size === 0 && users.get(userGuid) === flights) users.delete(userGuid);
      });
      flights.set(name, flight);
      return flight;
    },

    forget(userGuid) {
      users.delete(userGuid);
    },
  };
}
