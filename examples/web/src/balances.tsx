import { BalanceBar, toColour } from './charts/balance-bar.tsx';
import { formatDay, formatReward, nameUnit } from './data/format.ts';
import type { UnitTotal } from './data/household.ts';
import { type Part, toParts } from './data/parts-of-total.ts';

/** A total for each unit, and what it is made of. Units are never added together. */
export function Balances({ units }: { readonly units: readonly UnitTotal[] }) {
  return (
    <section aria-labelledby="balances">
      <h2 id="balances">Balances</h2>
      {units.length === 0 && <p className="panel muted">Connect a bank to see its rewards here.</p>}
      <div className="units">
        {units.map((unit) => (
          <Unit key={`${unit.unit} ${unit.rewards[0]?.id}`} unit={unit} />
        ))}
      </div>
    </section>
  );
}

function Unit({ unit }: { readonly unit: UnitTotal }) {
  const { total, isComplete, expiring, nextExpiry } = unit;
  const parts = toParts(unit);
  return (
    <article className="panel unit">
      <h3>{nameUnit(unit.unit)}</h3>
      <p className="figure">{total === null ? 'Not known' : formatReward(total, unit.unit)}</p>
      {parts.length > 0 && <BalanceBar parts={parts} label={`${nameUnit(unit.unit)} by card`} />}
      <ul className="legend">
        {parts.map((part, index) => (
          <LegendRow key={part.id} part={part} unit={unit.unit} index={index} />
        ))}
      </ul>
      {!isComplete && <p className="hint">Some balances could not be read, so this may be more.</p>}
      {expiring !== null && nextExpiry !== null && (
        <p className="chip warn">
          {formatReward(expiring, unit.unit)} expire from {formatDay(nextExpiry)}
        </p>
      )}
    </article>
  );
}

interface LegendRowProps {
  readonly part: Part;
  readonly unit: string;
  readonly index: number;
}

function LegendRow({ part, unit, index }: LegendRowProps) {
  return (
    <li>
      <span className="dot" style={{ background: toColour(index) }} />
      <span className="grow">{part.name}</span>
      <span className="number">{formatReward(part.amount, unit)}</span>
    </li>
  );
}
