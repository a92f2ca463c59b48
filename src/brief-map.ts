/**
 * A Map for values that stay for milliseconds, such as reads in flight. V8 gives a Map a new table
 * when entries come and go, and the old table refers to the new one. An old table that has reached
 * V8's old space therefore keeps all later tables, with every value that was ever in them, until
 * the next full collection. Here a deleted value is no longer in its table.
 */
export class BriefMap<Key, Value> {
  readonly #slots = new Map<Key, { value: Value | undefined }>();

  get(key: Key): Value | undefined {
    return this.#slots.get(key)?.value;
  }

  *entries(): Iterable<readonly [Key, Value]> {
    for (const [key, { value }] of this.#slots) if (value !== undefined) yield [key, value];
  }

  set(key: Key, value: Value): void {
    const slot = this.#slots.get(key);
    if (slot === undefined) this.#slots.set(key, { value });
    else slot.value = value;
  }

  delete(key: Key): void {
    const slot = this.#slots.get(key);
    if (slot === undefined) return;
    slot.value = undefined;
    this.#slots.delete(key);
  }
}
