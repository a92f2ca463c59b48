import type { ReactNode } from 'react';
import { useFocus } from './use-focus.ts';

/** Something is in progress. The focus rests here, so that it is not lost with the step before. */
export function Waiting({ children }: { readonly children: ReactNode }) {
  const ref = useFocus<HTMLDivElement>();
  return (
    <div ref={ref} tabIndex={-1} className="waiting">
      <span className="spinner" aria-hidden="true" />
      <p>{children}</p>
    </div>
  );
}
