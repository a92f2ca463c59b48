export interface SharedPlacesOptions {
  /** Part of the keys in Redis: `sockets`. */
  readonly name: string;
  /** Places per key, of all replicas together. */
  readonly most: number;
}

/** Gives a place back. Has no effect when it is called again. */
export type ReleasePlace = () => void;

/**
 * Counts what is open by key over all replicas. The places of a replica that has ended are free. While
 * the state is away, each replica counts for itself.
 */
export interface SharedPlaces {
  /** Takes a place; null if there is none. */
  readonly take: (key: string) => Promise<ReleasePlace | null>;
}

export type CreateSharedPlaces = (options: SharedPlacesOptions) => SharedPlaces;
