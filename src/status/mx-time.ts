/** Milliseconds since 1970; null for null and for a text that is not a date. */
export function timeOf(date: string | null): number | null {
  const ms = date === null ? Number.NaN : Date.parse(date);
  return Number.isNaN(ms) ? null : ms;
}

/**
 * Below, at or above zero as `a` is before, at or after `b`. MX writes the same moment sometimes
 * with milliseconds and sometimes without. So times are compared in whole seconds if one of them
 * has no milliseconds.
 */
export function compareTimes(a: number, b: number): number {
  const isCoarse = a % 1000 === 0 || b % 1000 === 0;
  return isCoarse ? Math.floor(a / 1000) - Math.floor(b / 1000) : a - b;
}
