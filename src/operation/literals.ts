/**
 * graphql's own messages quote the value that they refuse, and a request may hold a bank password
 * in the wrong place: the quotation is cut off, what is said before it stays.
 */
export function withoutLiterals(message: string): string {
  // Bounds the work below. The tail stays, since the words that frame a quotation end there.
  const said = message.length > 2_000 ? message.slice(0, 1_000) + message.slice(-1_000) : message;
  const cut = said.startsWith('Syntax Error')
    ? said.replace(/\b(String|BlockString|Name|Int|Float) "[\s\S]*$/, '$1.')
    : said
        .replace(/(?:\. Did you mean[^?]*\?)?[,;.]? found: [\s\S]*$/i, '.')
        .replace(/(cannot represent [^:]*): [\s\S]*$/, '$1.')
        .replace(/\bValue "[\s\S]*" does not exist/, 'The value does not exist');
  return cut.slice(0, 300);
}
