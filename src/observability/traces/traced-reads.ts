import type { Reads } from '../../operation/engine/engine.ts';
import type { StopSignal } from '../../stop.ts';

export interface EventTimes {
  eventStarted(): void;
  /** Called after the reads of an event, and once before the first event. */
  eventEnded(): void;
}

/** The reads of a subscription, with the times of its events. */
export class TracedReads implements Reads {
  readonly #reads: Reads;
  readonly #times: EventTimes;

  constructor(reads: Reads, times: EventTimes) {
    this.#reads = reads;
    this.#times = times;
  }

  signal = (): StopSignal => this.#reads.signal();

  startEvent = (): void => {
    this.#times.eventStarted();
    this.#reads.startEvent();
  };

  startRemembered = (): void => this.#reads.startRemembered();

  end = (): void => {
    this.#reads.end();
    this.#times.eventEnded();
  };
}
