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

/** Milliseconds of CPU; the least of some rounds, since others use the machine as well. */
function computeCost(pattern: RegExp, text: string, rounds: number): number {
  const spent = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    text.replace(pattern, '');
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.min(...spent);
}

/** What is above this took a million steps or more. */
const NOTICEABLE_MS = 5;

/** A text that costs far more than four times as much when it is four times as long. */
function superlinear(pattern: RegExp): HostileText | undefined {
  return hostileTextsOf(pattern).find((text) => {
    const isNoticed = (length: number) =>
      computeCost(pattern, write(text, length), 1) > NOTICEABLE_MS;
    // Of a pattern that doubles with each character, a longer one would never end.
    if (isNoticed(24)) return computeCost(pattern, write(text, 24), 5) > NOTICEABLE_MS;
    const length = [4_000, 24_000].find(isNoticed);
    if (length === undefined) return false;
    const short = computeCost(pattern, write(text, length), 3);
    const long = computeCost(pattern, write(text, 4 * length), 2);
    return long > NOTICEABLE_MS && long > 8 * short;
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
