import { formatMoment } from './data/format.ts';
import { Icon } from './parts/icon.tsx';

export interface HeaderProps {
  /** The household's name with this app; null before it is known. */
  readonly name: string | null;
  /** Every figure is at least as recent as this. */
  readonly asOf: string | null;
}

export function Header({ name, asOf }: HeaderProps) {
  return (
    <header className="header">
      <h1>
        <Icon name="wallet" /> Rewards
      </h1>
      <p className="muted">
        {name ?? 'Your household'}
        {asOf !== null && <> · as of {formatMoment(asOf)}</>}
      </p>
    </header>
  );
}
