import { Timeline } from './charts/timeline.tsx';
import type { Expiry } from './data/expiries.ts';
import { formatDay, formatDistance, formatReward } from './data/format.ts';

export interface ExpiriesProps {
  /** Earliest first. */
  readonly expiries: readonly Expiry[];
  readonly today: string;
}

/** What expires next, as a timeline and as a list. */
export function Expiries({ expiries, today }: ExpiriesProps) {
  const coming = expiries.filter(({ inDays }) => inDays >= 0);
  const past = expiries.filter(({ inDays }) => inDays < 0).toReversed();
  return (
    <section aria-labelledby="expiries">
      <h2 id="expiries">What expires next</h2>
      <div className="panel expiries">
        {expiries.length === 0 ? (
          <p className="muted">Nothing expires, as far as your banks say.</p>
        ) : (
          <>
            <Timeline expiries={expiries} today={today} />
            <ol className="rows">
              {[...coming, ...past].map((expiry) => (
                <Row key={expiry.id} expiry={expiry} />
              ))}
            </ol>
          </>
        )}
      </div>
    </section>
  );
}

function Row({ expiry: { inDays, amount, unit, text, day } }: { readonly expiry: Expiry }) {
  const isPast = inDays < 0;
  return (
    <li className={isPast ? 'is-past' : undefined}>
      <span className="grow">
        <strong>{formatReward(amount, unit)}</strong>
        <span className="muted"> {text}</span>
      </span>
      <span className="when">
        {isPast ? 'Expired' : 'Expires'} {formatDay(day)}
        <span className={isPast || inDays > 60 ? 'chip' : 'chip warn'}>
          {formatDistance(inDays)}
        </span>
      </span>
    </li>
  );
}
