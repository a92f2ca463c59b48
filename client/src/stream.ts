import type { Environment } from './environment.ts';
import { MxRequestError } from './errors.ts';
import { type Pace, toPauseMs } from './pace.ts';
import { createPipe } from './pipe.ts';
import { sleep } from './sleep.ts';
import type { Request, Result, Transport } from './transport/transport.ts';

/** Events that a reader may leave unread. Then the stream pauses, and resumes where it was. */
const MOST_UNREAD = 100;
/** Errors in a row that the gateway calls `retryable`, before they are thrown. */
const MOST_ERRORS = 20;

export interface StreamOptions<Event> {
  readonly request: Request;
  readonly transport: Transport;
  readonly pace: Pace;
  readonly environment: Environment;
  readonly signal: AbortSignal | undefined;
  /** Called when the device comes back, while the stream is open. */
  readonly wake: () => void;
  /** What a reader gets of the data of an event. */
  readonly toEvent: (data: Data) => Event;
  /** Called for each event when it arrives, before it is read. */
  readonly onEvent?: ((event: Event, stop: Stop) => void) | undefined;
  /** Called when the stream is connected again after a loss. */
  readonly onReconnect?: (() => void) | undefined;
  /** Called once, when the reader leaves or the stream has ended. */
  readonly onStop?: (() => void) | undefined;
}

/** Events as they come. Leaving the loop, or `return()`, ends the subscription. */
export type MxStream<Event> = AsyncIterableIterator<Event, undefined, undefined>;

export type Data = Readonly<Record<string, unknown>>;

/** Ends a stream after the events that have arrived, with the error if there is one. */
export type Stop = (failure?: { readonly error: unknown }) => void;

/**
 * The events of a subscription. It connects with the first read, and again after each loss, with
 * the last `revision` as `after` if the operation has that variable.
 */
export function createStream<Event>(options: StreamOptions<Event>): MxStream<Event> {
  const { request, transport, pace, environment, signal, toEvent, onEvent, onReconnect } = options;
  const gone = new AbortController();
  const resumes = /\$after\b/.test(request.query);
  let after: unknown = request.variables['after'];
  let isPaused = false;
  let wasLost = false;
  let errors = 0;
  let leave = () => {};
  let stopListening = () => {};

  const abort = () => pipe.end({ error: signal?.reason });
  const pipe = createPipe<Event>({
    onStart() {
      signal?.addEventListener('abort', abort);
      // Only now, so that a stream that nobody reads leaves nothing behind.
      stopListening = environment.onWake(options.wake);
      if (signal?.aborted === true) abort();
      else void connect();
    },
    onDrained() {
      if (!isPaused) return;
      isPaused = false;
      void connect();
    },
    onStop() {
      signal?.removeEventListener('abort', abort);
      stopListening();
      gone.abort();
      leave();
      options.onStop?.();
    },
  });

  async function connect(): Promise<void> {
    try {
      await pace.ready(gone.signal);
    } catch (error) {
      return pipe.end({ error });
    }
    if (gone.signal.aborted) return;
    const variables = resumes ? { ...request.variables, after } : request.variables;
    leave = transport.subscribe(
      { query: request.query, variables },
      {
        next: receive,
        complete: () => pipe.end(),
        failed: (error) => pipe.end({ error }),
        lost() {
          wasLost = true;
          void connect();
        },
      },
    );
  }

  function receive({ data, errors: failures }: Result): void {
    if (data == null || Object.values(data).every((root) => root === null)) {
      void recover(new MxRequestError(failures ?? [], data));
      return;
    }
    errors = 0;
    if (wasLost) onReconnect?.();
    wasLost = false;
    after = revisionIn(data) ?? after;
    const event = toEvent(data);
    pipe.push(event);
    onEvent?.(event, pipe.end);
    if (resumes && pipe.waiting() >= MOST_UNREAD) {
      isPaused = true;
      leave();
    }
  }

  /** Subscribes again after an error that may pass. */
  async function recover(error: MxRequestError): Promise<void> {
    leave();
    errors += 1;
    if (!error.retryable || errors > MOST_ERRORS) return pipe.end({ error });
    const { later, random } = environment;
    const pauseMs = Math.max(error.retryAfterMs ?? 0, toPauseMs(errors, random()));
    await sleep(later, pauseMs, gone.signal);
    wasLost = true;
    await connect();
  }

  return pipe.values;
}

/** The revision of an event, of any of the gateway's subscriptions. */
function revisionIn(data: Data): unknown {
  const root = Object.values(data)[0] as {
    readonly revision?: string;
    readonly status?: { readonly revision?: string } | null;
  };
  return root.revision ?? root.status?.revision;
}
