import type { Leaving } from '../departure.ts';

/** How a stream has ended. It completes, or fails, if nobody has ended it before. */
export type StreamEnd = Leaving | 'completed' | 'failed';

/** Who has ended a stream: its client, the gateway for a reason of its own, or nobody. */
export type StreamEnder = 'client' | 'gateway' | 'stream';

const enders: Readonly<Record<StreamEnd, StreamEnder>> = {
  completed: 'stream',
  failed: 'stream',
  'client-completed': 'client',
  'client-closed': 'client',
  'client-silent': 'gateway',
  'client-too-slow': 'gateway',
  limit: 'gateway',
  'protocol-error': 'gateway',
  'token-expired': 'gateway',
  'token-revoked': 'gateway',
  stopping: 'gateway',
};

export function enderOf(end: StreamEnd): StreamEnder {
  return enders[end];
}

/** The reason of a departure; undefined for a client that is still there. */
export function toLeaving(reason: unknown): Leaving | undefined {
  return typeof reason === 'string' && Object.hasOwn(enders, reason)
    ? (reason as Leaving)
    : undefined;
}
