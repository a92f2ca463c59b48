export interface PageBody<T> {
  readonly items: readonly T[];
  readonly pagination: {
    readonly current_page: number;
    readonly per_page: number;
    readonly total_entries: number;
    readonly total_pages: number;
  };
}

const DEFAULT_SIZE = 25;
const MIN_SIZE = 10;

/**
 * One page of a list. A size outside 10 to `maxSize`, or a size that is not a number, becomes 25
 * ("If the value exceeds `100`, the default value of `25` will be used instead", MX Platform API).
 */
export function toPage<T>(all: readonly T[], query: URLSearchParams, maxSize: number): PageBody<T> {
  const asked = readInteger(query.get('records_per_page'));
  const size = asked !== undefined && asked >= MIN_SIZE && asked <= maxSize ? asked : DEFAULT_SIZE;
  const number = Math.max(1, readInteger(query.get('page')) ?? 1);
  return {
    items: all.slice((number - 1) * size, number * size),
    pagination: {
      current_page: number,
      per_page: size,
      total_entries: all.length,
      total_pages: Math.max(1, Math.ceil(all.length / size)),
    },
  };
}

function readInteger(text: string | null): number | undefined {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
