import type { Sleep } from '../clock.ts';
import { keepLast } from '../keep-last.ts';
import type { WebhookTarget } from '../options.ts';
import type { WireFields } from '../wire-fields.ts';

/** One attempt to deliver a webhook. */
export interface WebhookAttempt {
  readonly body: WireFields;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** The status of the response; null if there was none in time. */
  readonly status: number | null;
}

export interface Delivery extends Disposable {
  /**
   * Sends a webhook, and sends it again until the response is a success. Settles with the first
   * attempt; null if too many webhooks wait, or if the delivery ends before.
   */
  readonly send: (target: WebhookTarget, body: WireFields) => Promise<WebhookAttempt | null>;
}

export interface DeliveryOptions {
  /** The sandbox's clock, for the pauses. */
  readonly sleep: Sleep;
  /** A clock that is not advanced, for responses. */
  readonly wait: Sleep;
  /** The last attempts are added to it. */
  readonly attempts: WebhookAttempt[];
}

/** MX sends a webhook again at most 12 times in about 24 hours, less and less often. */
const MAX_RETRIES = 12;
/** The pauses double: the last one ends 17 hours after the first attempt. */
const FIRST_PAUSE_MS = 15_000;
/** How long the sandbox waits for a response. */
const TIMEOUT_MS = 10_000;
/** Webhooks that wait for a success; others are lost, as MX's are after a day. */
const MAX_PENDING = 10_000;

export function createDelivery({ sleep, wait, attempts }: DeliveryOptions): Delivery {
  const stop = new AbortController();
  let pending = 0;

  async function post(target: WebhookTarget, body: WireFields): Promise<number | null> {
    const { url, username, password } = target;
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, stop.signal]);
    const end = () => over.abort();
    void wait(TIMEOUT_MS, signal).then(end, end);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(body),
        redirect: 'manual',
        signal,
      });
      await response.body?.cancel();
      return response.status;
    } catch {
      return null;
    } finally {
      end();
    }
  }

  async function deliver(
    target: WebhookTarget,
    body: WireFields,
    onAttempt: (attempt: WebhookAttempt) => void,
  ): Promise<void> {
    for (let attempt = 1; attempt <= 1 + MAX_RETRIES; attempt += 1) {
      const status = await post(target, body);
      if (stop.signal.aborted) return;
      const made = { body, attempt, status };
      keepLast(attempts, made);
      onAttempt(made);
      if (status !== null && status >= 200 && status < 300) return;
      if (attempt > MAX_RETRIES) return;
      await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1), stop.signal).catch(() => {});
      if (stop.signal.aborted) return;
    }
  }

  return {
    send(target, body) {
      if (pending >= MAX_PENDING) return Promise.resolve(null);
      pending += 1;
      const { promise: first, resolve } = Promise.withResolvers<WebhookAttempt | null>();
      void deliver(target, body, resolve).finally(() => {
        pending -= 1;
        resolve(null);
      });
      return first;
    },
    [Symbol.dispose]: () => stop.abort(),
  };
}
