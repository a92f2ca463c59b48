/**
 * graphql's own messages quote the value that they reject, and a request may contain a bank
 * password in the wrong place. The function removes the quotation and keeps the text before it.
 */
export function withoutLiterals(message: string): string {
  // The end of a long message stays, because the words after a quotation are there.
  const said = message.length > 2_000 ? message.slice(0, 1_000) + message.slice(-1_000) : message;
  const cut = said.startsWith('Syntax Error')
    ? said.replace(/\b(String|BlockString|Name|Int|Float) "[^]*/, '$1.')
    : withoutValue(withoutFound(said).replace(/(cannot represent [^:]{0,100}): [^]*/, '$1.'));
  return cut.slice(0, 300);
}

/** Removes the value that graphql found, and the value that it suggests instead. */
function withoutFound(said: string): string {
  const at = said.search(/[,;.]? found: /i);
  if (at === -1) return said;
  const before = said.slice(0, at);
  const hint = before.endsWith('?') ? before.lastIndexOf('. Did you mean') : -1;
  return `${hint === -1 ? before : before.slice(0, hint)}.`;
}

const MISSING = '" does not exist';

function withoutValue(said: string): string {
  const start = said.search(/\bValue "/);
  const end = said.lastIndexOf(MISSING);
  if (start === -1 || end < start) return said;
  return `${said.slice(0, start)}The value does not exist${said.slice(end + MISSING.length)}`;
}
