/** A table in Markdown, as the formatter leaves it: each column has one width. */
export function toMarkdownTable(rows: readonly (readonly string[])[]): string {
  const [head = []] = rows;
  const widths = head.map((_, at) => Math.max(3, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  const [first, ...others] = rows.map((row) => line(row));
  return [first, rule, ...others].join('\n');
}

/** Plain text for a cell: pipes and asterisks have a meaning in Markdown, and a cell is one line. */
export function toCell(text: string): string {
  return text.replaceAll(/[*|]/g, '\\$&').replaceAll(/\s*\n\s*/g, ' ');
}
