export interface ProgressBarProps {
  readonly label: string;
  readonly settled: number;
  readonly total: number;
}

/** Progress in whole steps. */
export function ProgressBar({ label, settled, total }: ProgressBarProps) {
  return (
    <div className="progress">
      <progress aria-label={label} value={settled} max={total || 1} />
      <span className="muted">
        {settled} of {total}
      </span>
    </div>
  );
}
