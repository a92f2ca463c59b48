const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  gt: '>',
  lt: '<',
  nbsp: ' ',
  quot: '"',
};

/**
 * Converts a text that may contain HTML to plain text: entities are decoded once, tags and comments
 * are dropped, and white space is folded. No part of the result is markup, even if a reader treats
 * it as HTML.
 */
export function toPlainText(html: string): string {
  return html
    .replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi, toCharacter)
    .replaceAll(/<[a-z/!?][^<>]*>/gi, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ (?=[.,;:!?])/g, '')
    .replaceAll(/<(?=[<a-z/!?])/gi, '')
    .trim();
}

function toCharacter(entity: string, decimal?: string, hex?: string, name = ''): string {
  if (decimal === undefined && hex === undefined) return ENTITIES[name.toLowerCase()] ?? entity;
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  return code > 0x1f && code <= 0x10_ff_ff ? String.fromCodePoint(code) : ' ';
}
