import type { Tenant } from '../support/tenants.ts';

/** Looks for what is said of users in a text: their tags, their amounts, ids that hold their tags. */
export function createForeignWords(tenants: readonly Tenant[]) {
  const patterns = new Map(
    tenants.map((reader) => {
      const words = tenants
        .filter((other) => other !== reader)
        .flatMap(({ tag, digits }) => [tag, `${digits}\\d{3}\\.25`]);
      return [reader, new RegExp(words.join('|'))];
    }),
  );

  return {
    /** The first word of the text that is about others than its reader. */
    foreignWords: (text: string, reader: Tenant) => {
      const pattern = patterns.get(reader);
      return pattern && find(text, pattern);
    },
    holdsTag: (text: string, { tag }: Tenant) => find(text, new RegExp(tag)) !== undefined,
  };
}

function find(text: string, pattern: RegExp): string | undefined {
  const found = pattern.exec(text)?.[0];
  if (found !== undefined) return found;
  // Global ids and cursors are base64url.
  for (const [word] of text.matchAll(/[\w-]{12,}/g)) {
    const decoded = pattern.exec(Buffer.from(word, 'base64url').toString('latin1'))?.[0];
    if (decoded !== undefined) return `${decoded} in ${word}`;
  }
  return undefined;
}
