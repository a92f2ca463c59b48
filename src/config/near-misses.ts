/** The one of these words that a misspelt one was meant to be, if any comes near. */
export function findMeantWord(given: string, words: readonly string[]): string | undefined {
  const text = given.trim().toLowerCase();
  const isCut = (word: string) =>
    text.length > 2 && (word.startsWith(text) || text.startsWith(word));
  return words.find(isCut) ?? findNearest(text, words, () => 2);
}

/**
 * The same for the name of a variable. Short names have too many neighbours that mean something else,
 * unless they begin as only ours do.
 */
export function findMeantName(given: string, names: readonly string[]): string | undefined {
  const byBareName = new Map(names.map((name) => [bare(name), name]));
  const isOurs = /^(?:MX|AUTH)_/.test(given);
  const maxDistance = ({ length }: string) =>
    length > 12 ? 3 : isOurs || length > 9 ? 2 : length > 5 ? 1 : 0;
  const nearest = findNearest(bare(given), [...byBareName.keys()], maxDistance);
  return nearest === undefined ? undefined : byBareName.get(nearest);
}

function bare(name: string): string {
  return name.toUpperCase().replace(/[^A-Z\d]/g, '');
}

function findNearest(
  text: string,
  words: readonly string[],
  maxDistance: (word: string) => number,
): string | undefined {
  const [nearest] = words
    .filter((word) => Math.abs(word.length - text.length) <= maxDistance(word))
    .map((word) => ({ word, distance: editDistance(text, word) }))
    .filter(({ word, distance }) => distance <= maxDistance(word))
    .toSorted((a, b) => a.distance - b.distance);
  return nearest?.word;
}

/** Letters to add, drop, change, or exchange with their neighbour. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const replace = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      const isExchanged = i > 0 && j > 0 && a[i] === b[j - 1] && a[i - 1] === b[j];
      const exchange = isExchanged ? (before[j - 1] ?? 0) + 1 : Infinity;
      next.push(Math.min(replace, exchange, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row.at(-1) ?? 0;
}
