import type { Viewer } from '../../auth/viewer.ts';

/** A caller as far as connections are counted. */
export interface Connecting {
  readonly caller: string;
  readonly viewer: Viewer;
}

/** Counts the open connections of each end user; services have no bound of their own. */
export interface ConnectionLimit {
  /** How to give the place back, which may be called again; undefined when there is none left. */
  readonly take: (connecting: Connecting) => (() => void) | undefined;
}

/** @param perUser connections of one end user at once */
export function createConnectionLimit(perUser: number): ConnectionLimit {
  const counts = new Map<string, number>();

  return {
    take({ caller, viewer }) {
      if (viewer.kind === 'partner') return () => {};
      const count = counts.get(caller) ?? 0;
      if (count >= perUser) return undefined;
      counts.set(caller, count + 1);
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        const left = (counts.get(caller) ?? 1) - 1;
        if (left === 0) counts.delete(caller);
        else counts.set(caller, left);
      };
    },
  };
}
