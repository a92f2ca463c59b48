/** Fields under MX's own names. */
export type WireFields = Readonly<Record<string, unknown>>;
