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
  /** Sends a webhook, and sends it again until the response is a success. */
  readonly send: (target: WebhookTarget, body: WireFields) => void;
}

export interface DeliveryOptions {
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
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

export function createDelivery({ sleep, attempts }: DeliveryOptions): Delivery {
  const stop = new AbortController();
  let pending = 0;

  async function post(target: WebhookTarget, body: WireFields): Promise<number | null> {
    const { url, username, password } = target;
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, stop.signal]);
    const end = () => over.abort();
    void sleep(TIMEOUT_MS, signal).then(end, end);
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

  async function deliver(target: WebhookTarget, body: WireFields): Promise<void> {
    for (let attempt = 1; attempt <= 1 + MAX_RETRIES; attempt += 1) {
      const status = await post(target, body);
      if (stop.signal.aborted) return;
      keepLast(attempts, { body, attempt, status });
      if (status !== null && status >= 200 && status < 300) return;
      if (attempt > MAX_RETRIES) return;
      await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1), stop.signal).catch(() => {});
      if (stop.signal.aborted) return;
    }
  }

  return {
    send(target, body) {
      if (pending >= MAX_PENDING) return;
      pending += 1;
      void deliver(target, body).finally(() => {
        pending -= 1;
      });
    },
    [Symbol.dispose]: () => stop.abort(),
  };
}
