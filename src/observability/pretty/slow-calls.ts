import type { Explanation } from '../../explanation.ts';

/** The batches of a slow operation and their calls to MX, each in a line. */
export function toSlowLines({ batches, leftOut }: Explanation): readonly string[] {
  const lines = batches.flatMap(({ loader, keys, startedMs, durationMs, calls }) => [
    `${at(startedMs)} load ${loader} keys=${keys} durationMs=${durationMs ?? '?'}`,
    ...calls.map((call) => {
      const end = call.code ?? call.status ?? '?';
      const { endpoint, startedMs: since, durationMs: ms, waitedMs, attempts } = call;
      return `  ${at(since)} ${endpoint} ${end} durationMs=${ms} waitedMs=${waitedMs} attempts=${attempts}`;
    }),
  ]);
  return leftOut > 0 ? [...lines, `${leftOut} more`] : lines;
}

function at(ms: number): string {
  return `+${ms} ms`;
}
