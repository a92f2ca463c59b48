import type { SandboxClock } from './clock.ts';
import type { Conditions } from './conditions.ts';
import type { DataControl, SandboxControl } from './control.ts';
import { createInstant } from './instant.ts';
import type { Settings } from './options.ts';
import { findMember, resetState, type State } from './state.ts';
import { firedWebhook } from './webhooks/fired.ts';
import type { Webhooks } from './webhooks/webhooks.ts';

export interface WorldControlOptions {
  readonly state: State;
  readonly settings: Settings;
  readonly clock: SandboxClock;
  readonly conditions: Conditions;
  readonly webhooks: Webhooks;
  /** Adds the data of the start to an empty state. */
  readonly fill: () => void;
}

/** The changes of everything but the data. */
export function createWorldControl(
  options: WorldControlOptions,
): Omit<SandboxControl, keyof DataControl> {
  const { state, settings, clock, conditions, webhooks, fill } = options;
  const { lag, setLag, failures, fail } = conditions;

  return {
    lag,
    failures,
    fail,
    setLag(changes) {
      setLag(changes);
      webhooks.look();
    },
    sendWebhooksTo: webhooks.sendTo,
    fireWebhook(memberGuid, type) {
      const found = findMember(state, memberGuid);
      if (found === undefined) throw new Error(`The sandbox has no member ${memberGuid}`);
      const now = clock.now();
      const member = createInstant({ settings, now }).advance(found);
      return webhooks.fire(firedWebhook({ member, type, settings, now }));
    },
    advanceClock(ms) {
      const end = clock.now() + ms;
      // Each change has its webhooks, also when the next one follows within the same advance.
      for (let at = webhooks.nextChange(); at !== undefined && at < end;) {
        clock.advance(at - clock.now());
        webhooks.look();
        at = webhooks.nextChange();
      }
      clock.advance(Math.max(0, end - clock.now()));
      webhooks.look();
    },
    advancedMs: clock.advancedMs,
    reset() {
      conditions.reset();
      clock.reset();
      resetState(state);
      fill();
      webhooks.look();
    },
  };
}
