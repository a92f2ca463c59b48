/** Telling must never break what is told: a log that cannot be written is dropped. */
export function quietly<T>(tell: (event: T) => void): (event: T) => void {
  return (event) => {
    try {
      tell(event);
    } catch {
      // Nothing is left to tell it with.
    }
  };
}
