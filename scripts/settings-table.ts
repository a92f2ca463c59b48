import { limitsByVariable } from '../src/config/limit-variables.ts';
import { type Meaning, meanings } from '../src/config/meanings.ts';
import { type VariableName, variables } from '../src/config/variables.ts';
import { limits } from '../src/limits.ts';
import { toCell, toMarkdownTable } from './markdown-table.ts';

const HEAD = ['variable', 'default', 'value', 'meaning'];

/** The table of settings as Markdown. */
export function toSettingsTable(): string {
  const names = [...Object.keys(meanings), ...limitsByVariable.keys()] as VariableName[];
  return toMarkdownTable([HEAD, ...names.map(toRow)]);
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
    toCell(variables.shape[name].description ?? 'any text'),
    meaning,
  ];
}

function toDefault(name: VariableName): string {
  const { data } = variables.shape[name].safeParse(undefined);
  if (data === undefined || (Array.isArray(data) && data.length === 0)) return 'none';
  if (typeof data === 'object' && !Array.isArray(data)) return 'none';
  return `\`${String(data)}\``;
}
