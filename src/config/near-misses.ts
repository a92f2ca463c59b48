/** The one of these words that a misspelt one was meant to be, if any comes near. */
export function findMeantWord(given: string, words: readonly string[]): string | undefined {
  const text = given.trim().toLowerCase();
  const isCut = (word: string) =>
    text.length > 2 && (word.startsWith(text) || text.startsWith(word));
  return words.find(isCut) ?? findNearest(text, words, () => 2);
}

/** The same for the name of a variable. Short names have too many neighbours that mean something else. */
export function findMeantName(given: string, names: readonly string[]): string | undefined {
  const byBareName = new Map(names.map((name) => [bare(name), name]));
  const maxDistance = ({ length }: string) => (length > 7 ? 2 : length > 5 ? 1 : 0);
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

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries()) {
      const replace = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replace, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
