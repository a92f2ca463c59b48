/** What a response can be written as. */
const WRITABLE = [
  'application/graphql-response+json',
  'application/json',
  'text/event-stream',
  'multipart/mixed',
];
const UTF_8 = /^"?utf-?8"?$/;

/**
 * An Accept header without its oddities, for those who read it after us: no white space, no case,
 * no parameters, and none of the types that are given the weight 0 or another charset than UTF-8.
 * Undefined when the client can read nothing that is written here; empty for no header.
 */
export function readAccept(header: string | undefined): string | undefined {
  if (header === undefined || header.trim() === '') return '';
  const types = header.toLowerCase().replace(/\s/g, '').split(',').filter(isWanted).map(toType);
  return WRITABLE.some((each) => types.some((type) => covers(type, each)))
    ? types.join(', ')
    : undefined;
}

function isWanted(range: string): boolean {
  return range.split(';').every((param) => {
    const [name, value = ''] = param.split('=');
    if (name === 'q') return !/^0(?:\.0*)?$/.test(value);
    return name !== 'charset' || UTF_8.test(value);
  });
}

function toType(range: string): string {
  return range.split(';', 1)[0] ?? '';
}

function covers(range: string, type: string): boolean {
  const [kind, form] = type.split('/');
  const [askedKind, askedForm] = range.split('/');
  return (askedKind === '*' || askedKind === kind) && (askedForm === '*' || askedForm === form);
}
