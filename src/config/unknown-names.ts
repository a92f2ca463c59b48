import { knownNames, type Environment } from './variables.ts';

/** Names that look like ours and are not: most often a misspelling that leaves a default in force. */
export function findUnknownNames(given: Environment): string[] {
  return Object.keys(given)
    .filter((name) => /^(?:MX|AUTH)_/.test(name) && !knownNames.includes(name))
    .map((name) => {
      const near = knownNames.find((other) => editDistance(name, other) <= 2);
      const hint = near === undefined ? '' : ` Did you mean ${near}?`;
      return `${name} is not a variable of the gateway and is ignored.${hint}`;
    });
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
