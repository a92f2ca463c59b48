/** Null has no meaning for MX in these bodies: a field that is null is omitted. */
export function withoutNulls<T extends object>(input: T) {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null)) as {
    [Name in keyof T]: Exclude<T[Name], null>;
  };
}
