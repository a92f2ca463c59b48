/**
 * MX may answer 404 for a member that was created a moment ago, elsewhere or here. These are the
 * pauses between the reads of one that it does not know…
 */
export const UNKNOWN_PAUSES_MS: readonly number[] = [200, 400, 600, 800];

/** …and after all of them, 2 s, its 404 is believed. */
export const UNKNOWN_PATIENCE_MS = UNKNOWN_PAUSES_MS.reduce((sum, ms) => sum + ms, 0);

/** The first pause after a 404 for a member whose job this gateway has just started. */
export const FIRST_UNKNOWN_MS = 400;
