import type { Measurements, ReadStatus } from '../measurements.ts';
import { SECONDS_OF_LAG } from './buckets.ts';
import type { MetricRegistry } from './registry.ts';

/** A status with news, and the events with it that are being sent. */
interface Reading {
  readonly readAt: number;
  /** How many events have not been sent to all of their watchers. */
  unsent: number;
  /** When the last event was sent; undefined before the first. */
  sentAt: number | undefined;
  /** True while watchers that waited may still ask for it. */
  isOpen: boolean;
}

/** How fast watchers hear of a new status. */
export function createLagMetrics(
  registry: MetricRegistry,
  monotonicNow: () => number,
): Pick<Measurements, 'statusRead' | 'eventStarted'> {
  const lag = registry
    .histogram({
      name: 'status_lag_seconds',
      help: "Time from MX's reading of a new status until all its watchers have been sent it.",
      buckets: SECONDS_OF_LAG,
    })
    .of();
  const readings = new Map<string, Reading>();

  function observeOnce({ isOpen, unsent, sentAt, readAt }: Reading): void {
    if (!isOpen && unsent === 0 && sentAt !== undefined) lag.observe((sentAt - readAt) / 1_000);
  }

  return {
    statusRead(status, readAt) {
      const id = idOf(status);
      const reading: Reading = { readAt, unsent: 0, sentAt: undefined, isOpen: true };
      readings.set(id, reading);
      const close = () => {
        readings.delete(id);
        reading.isOpen = false;
        observeOnce(reading);
      };
      // Watchers of a member that wait for news ask in this turn of the event loop, and watchers of a
      // user in the next one. Later watchers have just come, or are slow to take what they are sent.
      setImmediate(() => setImmediate(close));
    },
    eventStarted(event) {
      const status = readings.size === 0 ? null : toStatus(event);
      const reading = status === null ? undefined : readings.get(idOf(status));
      if (reading === undefined) return undefined;
      reading.unsent += 1;
      return () => {
        reading.unsent -= 1;
        reading.sentAt = monotonicNow();
        observeOnce(reading);
      };
    },
  };
}

/** No member has two statuses of one moment. An event may have a copy of a status. */
function idOf({ key: { userGuid, memberGuid }, observedAt }: ReadStatus): string {
  return `${userGuid}/${memberGuid}/${observedAt}`;
}

/** The status of an event of `memberStatus`, or the first of an event of `memberStatuses`. */
function toStatus(event: unknown): ReadStatus | null {
  if (typeof event !== 'object' || event === null) return null;
  const { changed } = event as { readonly changed?: unknown };
  const status: unknown = Array.isArray(changed) ? changed[0] : event;
  return isStatus(status) ? status : null;
}

function isStatus(value: unknown): value is ReadStatus {
  return typeof value === 'object' && value !== null && 'key' in value && 'observedAt' in value;
}
