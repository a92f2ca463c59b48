/**
 * The paths in an object at which a text can be reached: over properties, symbols, accessors, maps,
 * sets and bytes.
 */
export function findText(root: unknown, text: string, { maxObjects = 300_000 } = {}): string[] {
  const found: string[] = [];
  const seen = new Set<object>();
  const open: (readonly [value: unknown, path: string])[] = [[root, '']];
  while (open.length > 0 && seen.size < maxObjects) {
    const [value, path] = open.shift() ?? [undefined, ''];
    if (typeof value === 'string' && value.includes(text)) found.push(path);
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) continue;
    if (seen.has(value)) continue;
    seen.add(value);
    if (ArrayBuffer.isView(value)) {
      if (Buffer.from(value.buffer).includes(text)) found.push(`${path} (bytes)`);
      continue;
    }
    for (const [name, each] of entriesOf(value)) open.push([each, `${path}.${name}`]);
  }
  return found;
}

function entriesOf(value: object): (readonly [string, unknown])[] {
  const own = Reflect.ownKeys(value).map((key) => [String(key), valueOf(value, key)] as const);
  if (value instanceof Map) {
    return [
      ...own,
      ...[...value].flatMap((entry, index) =>
        entry.map((each, side) => [`${index}/${side}`, each] as const),
      ),
    ];
  }
  return value instanceof Set
    ? [...own, ...[...value].map((each, index) => [String(index), each] as const)]
    : own;
}

/** The value of a property; for an accessor, its result. */
function valueOf(value: object, key: PropertyKey): unknown {
  try {
    return Reflect.get(value, key);
  } catch {
    return undefined;
  }
}
