/** The text of a field of a form; empty if it has none. */
export function readField(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === 'string' ? value : '';
}
