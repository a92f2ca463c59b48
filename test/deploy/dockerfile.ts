import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

export interface Instruction {
  readonly keyword: string;
  readonly text: string;
}

/** A stage of `deploy/Dockerfile`. */
export interface Stage {
  readonly base: string;
  /** Empty for the last stage, which is the image. */
  readonly name: string;
  readonly instructions: readonly Instruction[];
}

/** Reads `deploy/Dockerfile`: comments are dropped, and continued lines are joined. */
export function readStages(): readonly Stage[] {
  const text = readFileSync(join(root, 'deploy/Dockerfile'), 'utf8');
  const lines = text
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '');
  const stages: { base: string; name: string; instructions: Instruction[] }[] = [];
  for (const line of lines) {
    const [, keyword = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    if (keyword === 'FROM') {
      const [base = '', , name = ''] = rest.split(' ');
      stages.push({ base, name, instructions: [] });
    } else {
      stages.at(-1)?.instructions.push({ keyword, text: rest });
    }
  }
  return stages;
}

export interface Copy {
  /** The stage that is copied from; null for the folder of the project. */
  readonly from: string | null;
  readonly owner: string | null;
  readonly sources: readonly string[];
  readonly target: string;
}

export function readCopy(text: string): Copy {
  const flag = (name: string) => new RegExp(`--${name}=(\\S+)`).exec(text)?.[1] ?? null;
  const words = text.split(/\s+/).filter((word) => !word.startsWith('--'));
  return {
    from: flag('from'),
    owner: flag('chown'),
    sources: words.slice(0, -1),
    target: words.at(-1) ?? '',
  };
}

/** The values of all `ENV` instructions of a stage, with the defaults of its arguments. */
export function readEnv(stage: Stage): Record<string, string> {
  const args = readPairs(stage, 'ARG');
  const fill = (value: string) => value.replace(/\$(\w+)/g, (_, name: string) => args[name] ?? '');
  const pairs = Object.entries(readPairs(stage, 'ENV'));
  return Object.fromEntries(pairs.map(([name, value]) => [name, fill(value)]));
}

function readPairs({ instructions }: Stage, keyword: string): Record<string, string> {
  const pairs = instructions
    .filter((each) => each.keyword === keyword)
    .flatMap(({ text }) => text.split(/\s+/))
    .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
  return Object.fromEntries(pairs);
}

/** The last JSON list of strings of an instruction in exec form, such as `CMD ["a", "b"]`. */
export function readExec(stage: Stage, keyword: string): readonly string[] {
  const text = stage.instructions.findLast((each) => each.keyword === keyword)?.text ?? '';
  return JSON.parse(text.slice(text.indexOf('['))) as string[];
}
