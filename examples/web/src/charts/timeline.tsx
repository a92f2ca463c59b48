import { Group } from '@visx/group';
import { scaleSqrt, scaleUtc } from '@visx/scale';
import { Circle, Line } from '@visx/shape';
import type { Expiry } from '../data/expiries.ts';
import { formatDay, formatReward } from '../data/format.ts';
import { useWidth } from './use-width.ts';

const HEIGHT = 132;
const BASE = 96;
const EDGE = 22;
const DAY_MS = 86_400_000;
const month = new Intl.DateTimeFormat('en-US', { month: 'short', timeZone: 'UTC' });

export interface TimelineProps {
  /** Earliest first. */
  readonly expiries: readonly Expiry[];
  readonly today: string;
}

/** When balances expire, over the months. The list beside it says the same in words. */
export function Timeline({ expiries, today }: TimelineProps) {
  const [ref, width] = useWidth();
  const now = Date.parse(today);
  const days = expiries.map(({ inDays }) => inDays);
  const first = now + (Math.min(0, ...days) - 8) * DAY_MS;
  const last = now + Math.max(92, ...days.map((each) => each + 30)) * DAY_MS;
  const x = scaleUtc({ domain: [first, last], range: [EDGE, Math.max(EDGE, width - EDGE)] });
  const positions = expiries.map(({ day }) => x(Date.parse(day)));
  return (
    <div ref={ref} className="timeline">
      <svg width={width} height={HEIGHT} role="img" aria-label={describe(expiries)}>
        {width > 0 && (
          <>
            <Line className="axis-line" from={{ x: 0, y: BASE }} to={{ x: width, y: BASE }} />
            {x.ticks(width < 500 ? 4 : 8).map((tick) => (
              <Group key={tick.getTime()} left={x(tick)} top={BASE}>
                <Line className="axis-line" to={{ x: 0, y: 6 }} />
                <text y={24} textAnchor="middle">
                  {month.format(tick)}
                </text>
              </Group>
            ))}
            <Group left={x(now)}>
              <Line className="today-line" from={{ x: 0, y: 22 }} to={{ x: 0, y: BASE }} />
              <text className="today-label" y={14} textAnchor="middle">
                Today
              </text>
            </Group>
            {expiries.map((expiry, index) => (
              <Mark
                key={expiry.id}
                expiry={expiry}
                all={expiries}
                left={x(Date.parse(expiry.day))}
                hasRoom={hasRoom(positions, index, x(now))}
              />
            ))}
          </>
        )}
      </svg>
    </div>
  );
}

interface MarkProps {
  readonly expiry: Expiry;
  readonly all: readonly Expiry[];
  readonly left: number;
  /** True if a label beside it touches no other. */
  readonly hasRoom: boolean;
}

function Mark({ expiry, all, left, hasRoom: isLabelled }: MarkProps) {
  // Sizes compare amounts of one unit: miles say nothing about points.
  const ofUnit = all.filter(({ unit }) => unit === expiry.unit).map(({ amount }) => Number(amount));
  const radius = scaleSqrt({ domain: [0, Math.max(...ofUnit)], range: [4, 13] });
  const size = radius(Number(expiry.amount));
  const y = BASE - 42;
  return (
    <Group left={left} className={expiry.inDays < 0 ? 'mark is-past' : 'mark'}>
      <title>{`${formatReward(expiry.amount, expiry.unit)}, ${formatDay(expiry.day)}`}</title>
      <Line from={{ x: 0, y: y + size }} to={{ x: 0, y: BASE }} />
      <Circle cy={y} r={size} />
      {isLabelled && (
        <text y={y - size - 8} textAnchor="middle">
          {formatReward(expiry.amount, expiry.unit)}
        </text>
      )}
    </Group>
  );
}

/** A label is about this wide, in pixels. */
const LABEL = 90;

const hasRoom = (positions: readonly number[], index: number, today: number): boolean =>
  [today, ...positions.filter((_, other) => other !== index)].every(
    (other) => Math.abs(other - (positions[index] ?? 0)) > LABEL,
  );

function describe(expiries: readonly Expiry[]): string {
  const coming = expiries.filter(({ inDays }) => inDays >= 0).length;
  return `A timeline with ${coming} ${coming === 1 ? 'balance that expires' : 'balances that expire'}`;
}
