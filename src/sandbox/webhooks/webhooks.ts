import type { Sleep } from '../clock.ts';
import { nextChangeOf } from '../jobs.ts';
import type { Settings, WebhookTarget } from '../options.ts';
import type { State } from '../state.ts';
import type { WireFields } from '../wire-fields.ts';
import { createDelivery, type WebhookAttempt } from './delivery.ts';
import { createObserver, type Observer } from './observer.ts';

export type { WebhookAttempt } from './delivery.ts';
export type { FiredWebhookType } from './fired.ts';

/** Sends webhooks for what happens in the sandbox, as MX does. Without an address it does nothing. */
export interface Webhooks extends Disposable {
  /** Sends webhooks for everything that happens from now on; undefined ends that. */
  readonly sendTo: (target: WebhookTarget | undefined) => void;
  /** Called after each request and each change: sends the webhooks for it. */
  readonly look: () => void;
  /** Sends a webhook although nothing has happened; undefined without an address. */
  readonly fire: (body: WireFields) => Promise<WebhookAttempt | null> | undefined;
  /** When something changes next by itself, on the sandbox's clock; undefined if nothing does. */
  readonly nextChange: () => number | undefined;
  /** Makes a change for which no webhook is sent. */
  readonly silently: <T>(change: () => T) => T;
  /** The last 10,000 attempts, oldest first. May be emptied. */
  readonly attempts: WebhookAttempt[];
}

export interface WebhooksOptions {
  readonly state: State;
  readonly settings: Settings;
  readonly now: () => number;
  /** Settles after `ms` of the sandbox's clock, or immediately when the signal aborts. */
  readonly sleep: Sleep;
  /** The same of a clock that is not advanced. */
  readonly wait: Sleep;
}

export function createWebhooks(options: WebhooksOptions): Webhooks {
  const { state, settings, now, sleep, wait } = options;
  const attempts: WebhookAttempt[] = [];
  const delivery = createDelivery({ sleep, wait, attempts });
  let current: { readonly target: WebhookTarget; readonly observer: Observer } | undefined;
  let timer = new AbortController();

  function look(): void {
    if (current === undefined) return;
    for (const body of current.observer.observe()) void delivery.send(current.target, body);
    schedule();
  }

  /** Jobs go on without requests, so the sandbox looks again when the next one changes. */
  function schedule(): void {
    timer.abort();
    const next = nextChange();
    if (next === undefined) return;
    const { signal } = (timer = new AbortController());
    const wake = () => {
      if (!signal.aborted) look();
    };
    // A timer may end early by a fraction of a millisecond.
    void sleep(Math.max(1, Math.ceil(next - now())), signal).then(wake, wake);
  }

  function nextChange(): number | undefined {
    let next: number | undefined;
    for (const user of state.users.values()) {
      for (const member of user.members.values()) {
        const at = nextChangeOf(member, settings, now());
        if (at !== undefined && (next === undefined || at < next)) next = at;
      }
    }
    return next;
  }

  return {
    attempts,
    look,
    nextChange,
    fire: (body) => current && delivery.send(current.target, body),
    sendTo(target) {
      timer.abort();
      current = target && { target, observer: createObserver(options) };
      schedule();
    },
    silently(change) {
      look();
      const result = change();
      current?.observer.observe();
      schedule();
      return result;
    },
    [Symbol.dispose]() {
      current = undefined;
      timer.abort();
      delivery[Symbol.dispose]();
    },
  };
}
