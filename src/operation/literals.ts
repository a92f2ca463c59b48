/**
 * graphql's own messages quote the value that they refuse, and a request may hold a bank password
 * in the wrong place: the quotation is cut off, what is said before it stays.
 */
export function withoutLiterals(message: string): string {
  const cut = message.startsWith('Syntax Error')
    ? message.replace(/\b(String|BlockString|Name|Int|Float) "[\s\S]*$/, '$1.')
    : message
        .replace(/(?:\. Did you mean[^?]*\?)?[,;.]? found: [\s\S]*$/i, '.')
        .replace(/(cannot represent [^:]*): [\s\S]*$/, '$1.')
        .replace(/\bValue "[\s\S]*" does not exist/, 'The value does not exist');
  return cut.slice(0, 300);
}
