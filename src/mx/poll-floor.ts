/**
 * MX asks clients to leave at least 3 seconds between two reads of one member's status: "Read member
 * connection status", MX Platform API.
 */
export const MIN_POLL_MS = 3_000;
