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
      let leftMs = ms;
      // Each change has its webhooks, also when the next one follows within the same advance.
      for (;;) {
        const at = webhooks.nextChange();
        const stepMs = at === undefined ? leftMs : Math.max(1, Math.ceil(at - clock.now()));
        if (stepMs >= leftMs) break;
        clock.advance(stepMs);
        leftMs -= stepMs;
        webhooks.look();
      }
      clock.advance(leftMs);
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
