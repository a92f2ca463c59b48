export const DAY_MS = 24 * 60 * 60 * 1000;

/** `2026-11-22T10:00:00.123Z` */
export function toInstant(ms: number): string {
  return new Date(ms).toISOString();
}

/** `2026-11-22T10:00:00.123+00:00`, as some MX objects spell the same instant. */
export function toOffsetInstant(ms: number): string {
  return toInstant(ms).replace('Z', '+00:00');
}

/** `2026-11-22T10:00:00Z`, without the fraction. */
export function toSecondInstant(ms: number): string {
  return toInstant(ms).replace(/\.\d{3}Z$/, 'Z');
}

/** `2026-11-22T10:00:00+00:00`, without the fraction. */
export function toOffsetSecondInstant(ms: number): string {
  return toSecondInstant(ms).replace('Z', '+00:00');
}

/** `2026-11-22` */
export function toDay(ms: number): string {
  return toInstant(ms).slice(0, 10);
}
