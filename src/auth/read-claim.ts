/**
 * The value of a claim by its name; undefined if there is none. A name with dots is the claim with
 * exactly that name (`https://example.com/mx_user`), else a path (`app_metadata.mx_user`).
 */
export function readClaim(claims: object, name: string): unknown {
  if (Object.hasOwn(claims, name)) return Reflect.get(claims, name);
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    const head = name.slice(0, dot);
    const inner: unknown = Object.hasOwn(claims, head) ? Reflect.get(claims, head) : undefined;
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) continue;
    const value = readClaim(inner, name.slice(dot + 1));
    if (value !== undefined) return value;
  }
  return undefined;
}
