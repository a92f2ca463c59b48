import { limitsByVariable } from '../src/config/limit-variables.ts';
import { type Meaning, meanings } from '../src/config/meanings.ts';
import { type VariableName, variables } from '../src/config/variables.ts';
import { limits } from '../src/limits.ts';

const HEAD = ['variable', 'default', 'value', 'meaning'];

/** The table of settings as Markdown, as the formatter leaves it: each column has one width. */
export function toSettingsTable(): string {
  const names = [...Object.keys(meanings), ...limitsByVariable.keys()] as VariableName[];
  const rows = names.map(toRow);
  const widths = HEAD.map((head, at) =>
    Math.max(head.length, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  return [line(HEAD), rule, ...rows.map(line)].join('\n');
}

function toRow(name: VariableName): string[] {
  const limit = limitsByVariable.get(name);
  const { meaning, fallback }: Meaning =
    limit === undefined
      ? meanings[name as keyof typeof meanings]
      : {
          meaning: `the limit \`${limit}\` ([Limits](limits.md))`,
          fallback: String(limits[limit]),
        };
  return [
    `\`${name}\``,
    fallback ?? toDefault(name),
    escape(variables.shape[name].description ?? 'any text'),
    meaning,
  ];
}

function toDefault(name: VariableName): string {
  const { data } = variables.shape[name].safeParse(undefined);
  if (data === undefined || (Array.isArray(data) && data.length === 0)) return 'none';
  return `\`${String(data)}\``;
}

/** Asterisks and pipes have a meaning in Markdown. */
function escape(text: string): string {
  return text.replace(/[*|]/g, '\\$&');
}
