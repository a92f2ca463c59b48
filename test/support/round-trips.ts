/** Requests that start before the first of a group can have been answered belong to one trip. */
export function countRoundTrips(
  requests: readonly { readonly startedAt: number }[],
  latencyMs: number,
): number {
  let trips = 0;
  let tripEndsAt = -Infinity;
  for (const { startedAt } of requests.toSorted((a, b) => a.startedAt - b.startedAt)) {
    if (startedAt < tripEndsAt) continue;
    trips += 1;
    tripEndsAt = startedAt + latencyMs;
  }
  return trips;
}
