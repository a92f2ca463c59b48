let lastMs = Number.NaN;
let lastText = '';

/**
 * A moment as RFC 3339 in UTC with milliseconds. The last text is kept, because a busy gateway has
 * many operations in one millisecond.
 *
 * @param ms milliseconds since 1970
 * @throws {RangeError} for a moment that RFC 3339 cannot write
 */
export function toTimestamp(ms: number): string {
  if (ms !== lastMs) {
    lastText = new Date(ms).toISOString();
    lastMs = ms;
  }
  return lastText;
}
