import { toFigure } from '../report/table.ts';

/** A figure of a run, and the promise that it is held against. */
export interface Check {
  readonly name: string;
  readonly seen: number;
  readonly promised: readonly [how: 'at least' | 'at most', figure: number];
}

export function isKept({ seen, promised: [how, figure] }: Check): boolean {
  return how === 'at least' ? seen >= figure : seen <= figure;
}

/** The rows of a table. */
export function toChecks(checks: readonly Check[]): readonly (readonly string[])[] {
  return checks.map((check) => {
    const [how, figure] = check.promised;
    const kept = isKept(check) ? 'yes' : 'NO';
    return [check.name, toFigure(check.seen), `${how} ${toFigure(figure)}`, kept];
  });
}

export const atMost = (name: string, seen: number, figure: number): Check => ({
  name,
  seen,
  promised: ['at most', figure],
});

export const atLeast = (name: string, seen: number, figure: number): Check => ({
  name,
  seen,
  promised: ['at least', figure],
});
