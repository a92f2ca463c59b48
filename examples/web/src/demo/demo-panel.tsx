import { useState } from 'react';
import { hasControl } from '../data/control.ts';
import type { Bank } from '../data/household.ts';
import { BankTrouble } from './bank-trouble.tsx';
import { ShortTokens } from './short-tokens.tsx';
import { WholeTrouble } from './whole-trouble.tsx';

export interface DemoPanelProps {
  readonly banks: readonly Bank[];
}

/** Trouble on demand: what real banks and real networks do, without waiting for it. */
export function DemoPanel({ banks }: DemoPanelProps) {
  // Undefined until someone opens the panel.
  const [isControlled, setIsControlled] = useState<boolean>();
  const onToggle = (isOpen: boolean) => {
    if (isOpen && isControlled === undefined) void hasControl().then(setIsControlled);
  };
  return (
    <aside className="demo" aria-label="Demo">
      <details onToggle={({ currentTarget }) => onToggle(currentTarget.open)}>
        <summary>Demo controls</summary>
        <div className="panel demo-controls">
          <p className="muted">
            This is no part of the app. It makes the sandbox behave like banks on a bad day.
          </p>
          {isControlled === true && banks.length > 0 && <BankTrouble banks={banks} />}
          {isControlled === true && <WholeTrouble />}
          {isControlled === false && <p className="muted">This sandbox has no remote control.</p>}
          <ShortTokens />
        </div>
      </details>
    </aside>
  );
}
