/**
 * MX may respond with 404 for a member that was created a moment ago, through this gateway or
 * elsewhere. These are the pauses between the reads of a member that MX does not know…
 */
export const UNKNOWN_PAUSES_MS: readonly number[] = [200, 400, 600, 800];

/** …and after all of these pauses, 2 s, a 404 is final. */
export const UNKNOWN_PATIENCE_MS = UNKNOWN_PAUSES_MS.reduce((sum, ms) => sum + ms, 0);

/** The first pause after a 404 for a member whose job this gateway has just started. */
export const FIRST_UNKNOWN_MS = 400;
