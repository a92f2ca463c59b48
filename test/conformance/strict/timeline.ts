/** What MX says of a member from one moment on. */
export interface Snapshot {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly connection_status: string;
  readonly is_being_aggregated: boolean;
  readonly is_authenticated: boolean;
  readonly has_processed_accounts: boolean;
  readonly has_processed_transactions: boolean;
  readonly aggregated_at: string | null;
  readonly successfully_aggregated_at: string | null;
  readonly challenges: readonly Challenge[];
}

export interface Challenge {
  readonly guid: string;
  readonly type: unknown;
  readonly label: string;
  readonly [field: string]: unknown;
}

/** A member's past and future: states follow by themselves until someone acts. */
export interface Timeline {
  readonly now: () => Snapshot;
  /** The state at another moment, in milliseconds since 1970. */
  readonly at: (ms: number) => Snapshot;
  /** Drops what was to come and adds states to follow, each so many milliseconds from now. */
  readonly plan: (...steps: readonly PlannedStep[]) => void;
}

export interface PlannedStep extends Partial<Omit<Snapshot, 'at'>> {
  readonly inMs: number;
}

export function createTimeline(first: Omit<Snapshot, 'at'>): Timeline {
  const time = () => Date.now();
  let states: Snapshot[] = [{ ...first, at: time() }];
  const stateAt = (ms: number) =>
    states.findLast((state) => state.at <= ms) ?? states[0] ?? { ...first, at: 0 };
  return {
    now: () => stateAt(time()),
    at: stateAt,
    plan(...steps) {
      const start = time();
      states = states.filter(({ at }) => at <= start);
      for (const { inMs, ...change } of steps) {
        const last = states.at(-1) ?? { ...first, at: 0 };
        states.push({ ...last, ...change, at: start + inMs });
      }
    },
  };
}

/** The forms in which MX has been seen to write one moment. */
export const moments = {
  zulu: (ms: number) => new Date(ms).toISOString(),
  offset: (ms: number) => new Date(ms).toISOString().replace('Z', '+00:00'),
  colonless: (ms: number) => new Date(ms).toISOString().replace('Z', '+0000'),
  seconds: (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z'),
} as const;

export type Moment = keyof typeof moments;

/** A moment, written otherwise. Null stays null. */
export function rewrite(value: string | null, form: Moment): string | null {
  return value === null ? null : moments[form](Date.parse(value));
}
