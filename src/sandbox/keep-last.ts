const MAX_KEPT = 10_000;

/** Appends an item to a list in place, and drops all items before the last `max`. */
export function keepLast<T>(list: T[], item: T, max = MAX_KEPT): void {
  list.push(item);
  if (list.length > max) list.splice(0, list.length - max);
}
