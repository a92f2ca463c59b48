import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'oxc-parser';
import { expect, test } from 'vitest';
import { type HostileText, hostileTextsOf, write } from './support/hostile-texts.ts';

const src = fileURLToPath(new URL('../src', import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
);

const isRegExp = (callee: { readonly type: string; readonly name?: unknown }) =>
  callee.type === 'Identifier' && callee.name === 'RegExp';

/** Every pattern that is written in a source, and whether one is made while it runs. */
function patternsOf(text: string, file: string) {
  const patterns: RegExp[] = [];
  let isMade = false;
  const { program } = parseSync(file, text);
  new Visitor({
    Literal(node) {
      if ('regex' in node) patterns.push(new RegExp(node.regex.pattern, node.regex.flags));
    },
    NewExpression({ callee }) {
      if (isRegExp(callee)) isMade = true;
    },
    CallExpression({ callee }) {
      if (isRegExp(callee)) isMade = true;
    },
  }).visit(program);
  return { patterns, isMade };
}

const sources = files.map((file) => ({
  file,
  ...patternsOf(readFileSync(`${src}/${file}`, 'utf8'), file),
}));
const patterns = sources.flatMap(({ file, patterns: all }) =>
  all.map((pattern) => [`${file} ${String(pattern)}`, pattern] as const),
);

/** Milliseconds of CPU that this thread needs; others of the process compile and collect. */
function computeCost(pattern: RegExp, text: string): number {
  const before = process.threadCpuUsage();
  text.replace(pattern, '');
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

/** The least of some rounds in turns, so that a busy moment of the machine meets all the texts. */
function computeCosts(pattern: RegExp, texts: readonly string[]): number[] {
  const costs = texts.map(() => Infinity);
  for (let round = 0; round < 3; round += 1) {
    for (const [index, text] of texts.entries()) {
      costs[index] = Math.min(costs[index] ?? Infinity, computeCost(pattern, text));
    }
  }
  return costs;
}

/** What is above this took some hundred thousand steps or more. */
const NOTICEABLE_MS = 1;

/** The shorter the first that is noticed, the sooner a text of eight times its length is read. */
const LENGTHS = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000];

/** A text that costs far more than eight times as much when it is eight times as long. */
function superlinear(pattern: RegExp): HostileText | undefined {
  return hostileTextsOf(pattern).find((hostile) => {
    const isNoticed = (length: number) => {
      const text = write(hostile, length);
      if (computeCost(pattern, text) <= NOTICEABLE_MS) return false;
      return computeCosts(pattern, [text]).every((cost) => cost > NOTICEABLE_MS);
    };
    // Of a pattern that doubles with each character, a longer one would never end.
    if (isNoticed(24)) return true;
    const length = LENGTHS.find(isNoticed);
    if (length === undefined) return false;
    const texts = [write(hostile, length), write(hostile, 8 * length)];
    const [short = 0, long = 0] = computeCosts(pattern, texts);
    return long > 24 * short;
  });
}

test('the check of patterns finds the patterns of the sources', () => {
  expect(patterns.length).toBeGreaterThan(60);
  expect(sources.filter(({ isMade }) => isMade).map(({ file }) => file)).toEqual([]);
});

test.for(patterns)('the pattern %s takes time in proportion to its text', ([, pattern]) => {
  expect(superlinear(pattern)).toBeUndefined();
});

test.for([
  /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  /%.*$/,
  /0+$/,
  /\/+$/,
  /^https?:\/\/([^/?#]*)(.*)$/i,
  /(cannot represent [^:]*): [\s\S]*$/,
  /\bValue "[\s\S]*" does not exist/,
  /(?:\. Did you mean[^?]*\?)?[,;.]? found: [\s\S]*$/i,
  /^(?:a+)+$/,
  /^(?:\w+\s?)*$/,
  /,\s*,?\s*;/,
])('the check of patterns finds that %s takes longer', (pattern) => {
  expect(superlinear(pattern)).toBeDefined();
});
