/**
 * Texts that may be slow for a pattern, made of its own parts: a beginning that matches, then one
 * to three of its parts repeated many times, then an end that does not match.
 */
export interface HostileText {
  readonly prefix: string;
  readonly pump: string;
  readonly suffix: string;
}

export function write({ prefix, pump, suffix }: HostileText, length: number): string {
  return prefix + pump.repeat(Math.ceil(length / pump.length)) + suffix;
}

const TOKEN = /\[(?:\\.|[^\]\\])*\]|\\u\{[^}]*\}|\\.|\(\?<?[:=!]?|[*+?{][\d,]*\}?|[\^$|()]|[\s\S]/g;
const CLASS = /^\[/;
const OPENER = /^\(|^[*+?^$|)]$|^\{\d/;

/** Characters of which at least one is in each character class. */
const common = ['a', 'A', '0', '.', '-', ' ', '/', ':', '"', ';', '\n', '\u0000', 'é'];

export function hostileTextsOf({ source, flags }: RegExp): HostileText[] {
  const tokens = [...source.matchAll(TOKEN)].map(([token]) => token);
  const literals = tokens
    .filter((token) => !OPENER.test(token) && /^\\?[^A-Za-z]$|^\w$/.test(token) && token !== '.')
    .map((token) => token.slice(-1));
  const parts: string[][] = [];
  let isRun = false;
  for (const token of tokens) {
    const samples = samplesOf(token, [...new Set([...literals, ...common])], flags);
    const [only] = samples;
    if (only === undefined) {
      isRun = false;
    } else if (isRun && samples.length === 1) {
      parts.push([`${parts.pop()?.[0] ?? ''}${only}`]);
    } else {
      parts.push(samples);
      isRun = samples.length === 1;
    }
  }
  return textsOf(parts, literals);
}

/**
 * The characters that one token of a pattern matches; empty for a token that is not a character.
 */
function samplesOf(token: string, candidates: readonly string[], flags: string): string[] {
  if (OPENER.test(token) || /^\\[bBAZ\d]$/.test(token)) return [];
  if (token.length === 1 && token !== '.') return [token];
  if (!CLASS.test(token) && token !== '.' && !/^\\[sSdDwW]$/.test(token)) {
    return [token.replace(/^\\/, '')];
  }
  const one = new RegExp(`^${token}$`, flags.replace(/[gym]/g, ''));
  return candidates.filter((each) => one.test(each)).slice(0, 3);
}

function textsOf(parts: readonly (readonly string[])[], literals: readonly string[]) {
  const texts = new Map<string, HostileText>();
  const first = (from: number, to: number) =>
    parts
      .slice(from, to)
      .map(([sample = '']) => sample)
      .join('');
  for (let at = 0; at <= parts.length; at += 1) {
    const pumps = new Set([...(parts[at] ?? []), ...literals]);
    for (let end = at + 2; end <= Math.min(at + 3, parts.length); end += 1) {
      pumps.add(first(at, end));
    }
    for (const prefix of new Set(['', first(0, at)])) {
      for (const pump of pumps) {
        for (const suffix of ['', '\u0000', `${literals.join('')}\n\n`]) {
          if (pump !== '')
            texts.set(JSON.stringify([prefix, pump, suffix]), { prefix, pump, suffix });
        }
      }
    }
  }
  return [...texts.values()];
}
