import { scaleLinear } from '@visx/scale';
import { Bar } from '@visx/shape';
import type { Part } from '../data/parts-of-total.ts';
import { useWidth } from './use-width.ts';

const HEIGHT = 20;
const GAP = 2;
const COLOURS = 5;

/** The colour of a part, by its place; a custom property, so that dark and light differ. */
export const toColour = (index: number): string => `var(--part-${(index % COLOURS) + 1})`;

export interface BalanceBarProps {
  /** Biggest first. */
  readonly parts: readonly Part[];
  /** For those who do not see the chart. The figures stand in the legend beside it. */
  readonly label: string;
}

/** One bar for the total of a unit, divided into its parts. */
export function BalanceBar({ parts, label }: BalanceBarProps) {
  const [ref, width] = useWidth();
  const total = parts.reduce((before, { amount }) => before + Math.max(0, Number(amount)), 0);
  const scale = scaleLinear({ domain: [0, total || 1], range: [0, width] });
  let before = 0;
  return (
    <div ref={ref} className="bar">
      <svg width={width} height={HEIGHT} role="img" aria-label={label}>
        {parts.map(({ id, name, amount }, index) => {
          const from = scale(before);
          before += Math.max(0, Number(amount));
          return (
            <Bar
              key={id}
              x={from}
              width={Math.max(2, scale(before) - from - (index < parts.length - 1 ? GAP : 0))}
              height={HEIGHT}
              fill={toColour(index)}
            >
              <title>{`${name}: ${Math.round((Number(amount) / (total || 1)) * 100)}%`}</title>
            </Bar>
          );
        })}
      </svg>
    </div>
  );
}
