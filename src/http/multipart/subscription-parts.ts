import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import type { Feed } from '../../feed.ts';
import type { Mask } from '../../operation/errors/masking.ts';
import { Refusal } from '../../operation/refusal.ts';
import { toText } from '../../operation/result-text.ts';
import { createRota, type Rota } from '../../rota.ts';
import { onStop } from '../client.ts';
import { PartSender } from './part-sender.ts';
import { toPart } from './text.ts';

/** Sends the results of a subscription by Apollo's multipart protocol. */
export type SendSubscription = (response: ServerResponse, results: Feed<ExecutionResult>) => void;

export interface SubscriptionPartsOptions {
  readonly mask: Mask;
  /** The open streams, each of which gets heartbeats. Defaults to one every 12 seconds, as over SSE. */
  readonly beats?: Rota<PartSender> | undefined;
}

const HEARTBEAT_MS = 12_000;
const heartbeat = Buffer.from(toPart('{}'));

/** Sends a part that says nothing, so that proxies do not close the connection. */
export function beat(sender: PartSender): void {
  sender.sendBeside(heartbeat);
}

const restarting = new Refusal('RESTARTING', 'The gateway is restarting. Subscribe again.');

export function createSendSubscription({
  mask,
  beats = createRota(HEARTBEAT_MS, beat),
}: SubscriptionPartsOptions): SendSubscription {
  const toLast = (refusal: Refusal) => toBytes({ errors: mask.refusal(refusal) });

  return (response, results) => {
    const onEnd = (ended: PartSender) => beats.delete(ended);
    const sender = new PartSender(results, { response, type: 'subscription', toBytes, onEnd });
    beats.add(sender);
    onStop(response, () => sender.endWith(toLast(restarting)));
    sender.start();
  };
}

/** The text of a part that holds one result. */
export function toPayloadText(result: ExecutionResult): string {
  // Without data the subscription has failed: clients treat such errors as errors of the transport.
  return result.data === undefined
    ? JSON.stringify({ payload: null, errors: result.errors })
    : `{"payload":${toText(result).text}}`;
}

const made = new WeakMap<ExecutionResult, Buffer>();

/** Made once for all watchers that share the result. */
function toBytes(result: ExecutionResult): Buffer {
  const known = made.get(result);
  if (known !== undefined) return known;
  const bytes = Buffer.from(toPart(toPayloadText(result)));
  made.set(result, bytes);
  return bytes;
}
