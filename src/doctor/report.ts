import type { Finding, State } from './finding.ts';

const SIGNS: Readonly<Record<State, string>> = {
  ok: 'ok',
  warning: 'WARNING',
  failed: 'FAILED',
  skipped: '-',
};

/** The findings as text, with what to do below each that asks for something. */
export function toText(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ topic, state, sentence, fix }) => [
    `${SIGNS[state].padEnd(8)} ${topic.padEnd(10)} ${sentence}`,
    ...(fix === null ? [] : [`${' '.repeat(20)}→ ${fix}`]),
  ]);
  return [...lines, '', toSummary(findings), ''].join('\n');
}

/** The findings as one JSON object. */
export function toJson(findings: readonly Finding[]): string {
  const { failures, warnings } = count(findings);
  return `${JSON.stringify({ ok: failures === 0, failures, warnings, findings }, null, 2)}\n`;
}

/** 0 if nothing has failed, else 1. If `isStrict`, a warning counts as a failure. */
export function toExitCode(findings: readonly Finding[], isStrict: boolean): 0 | 1 {
  const { failures, warnings } = count(findings);
  return failures > 0 || (isStrict && warnings > 0) ? 1 : 0;
}

function toSummary(findings: readonly Finding[]): string {
  const { failures, warnings } = count(findings);
  if (failures === 0 && warnings === 0) return 'All is well.';
  return `${failures} failed, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}.`;
}

function count(findings: readonly Finding[]) {
  const countOf = (state: State) => findings.filter((each) => each.state === state).length;
  return { failures: countOf('failed'), warnings: countOf('warning') };
}

/**
 * Replaces everything that is a secret of this environment. No finding should contain one: this is
 * the second line of defence.
 */
export function withoutSecrets(
  findings: readonly Finding[],
  secrets: readonly string[],
): Finding[] {
  const longFirst = secrets
    .filter(({ length }) => length >= MIN_CHARACTERS)
    .toSorted((a, b) => b.length - a.length);
  const clean = (text: string) =>
    longFirst.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
  return findings.map((finding) => ({
    ...finding,
    sentence: clean(finding.sentence),
    fix: finding.fix === null ? null : clean(finding.fix),
    details: Object.fromEntries(
      Object.entries(finding.details).map(([name, value]) => [
        name,
        typeof value === 'string' ? clean(value) : value,
      ]),
    ),
  }));
}

/** Shorter values occur in ordinary words. */
const MIN_CHARACTERS = 6;
