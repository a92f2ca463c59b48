import { quantile } from '../measure/quantiles.ts';
import {
  FAIRNESS_LATENCY_MS,
  type FairnessFigures,
  fairnessRatio,
  HEAVY,
} from '../sections/fairness.ts';
import { toFigure, toTable } from './table.ts';

export const FAIRNESS = `A status of one user while the wallet of another user runs, who has ${HEAVY.accounts} accounts and needs a call for each of them. A call takes ${FAIRNESS_LATENCY_MS} ms.`;

const SHARES = [
  ['p50', 0.5],
  ['p95', 0.95],
] as const;

export function fairnessTable(figures: FairnessFigures): string {
  const { aloneMs, besideMs } = figures;
  return toTable(
    ['status', 'alone ms', 'beside the wallet ms', 'ratio'],
    SHARES.map(([title, share]) => [
      title,
      toFigure(quantile(aloneMs, share)),
      toFigure(quantile(besideMs, share)),
      toFigure(fairnessRatio(figures, share)),
    ]),
  );
}
