import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';

export interface NoticeProps {
  /** `act` asks the person for something. */
  readonly tone: 'good' | 'act' | 'bad';
  readonly children: ReactNode;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

/** A sentence that someone should see now; screen readers hear it. */
export function Notice({ tone, children, action }: NoticeProps) {
  return (
    <div className={`notice is-${tone}`} role={tone === 'good' ? 'status' : 'alert'}>
      <Icon name={tone === 'good' ? 'good' : 'bad'} />
      <div className="grow">{children}</div>
      {action && (
        <button type="button" className="button is-small" onClick={action.run}>
          {action.label}
        </button>
      )}
    </div>
  );
}
