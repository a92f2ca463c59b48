import type { ExecutionResult } from 'graphql';
import type { Slices } from './slices.ts';

/**
 * The failure of an event that several watchers wait for. All of them get the same object, so that
 * the failure is reported once.
 */
export class EventFailure extends Error {
  override readonly name = 'EventFailure';

  constructor(cause: unknown) {
    super('An event failed.', { cause });
  }
}

/** The result of an event, and a function that ends its budget. */
export interface ExecutedEvent {
  readonly result: ExecutionResult;
  readonly end: () => void;
}

/** One of several watchers with the same results. */
export interface RoundMember {
  /** The result of an event. Rejects with an `EventFailure`, and if the watcher leaves. */
  readonly resultOf: (event: unknown) => Promise<ExecutionResult>;
  /** Call this when the watcher has left. The execution of an event ends with its last watcher. */
  readonly leave: () => void;
}

/** Executes an event once for all watchers that run the same operation with equal keys. */
export interface EventRounds<Args, Watcher> {
  /** @param args equal for all watchers of the group, which keeps the first */
  readonly join: (operation: object, key: string, args: Args, watcher: Watcher) => RoundMember;
}

/**
 * Executes an event, whose reads end when the signal aborts.
 *
 * @param watcher the first watcher that asked for the event
 */
export type ExecuteEvent<Args, Watcher> = (
  event: unknown,
  args: Args,
  watcher: Watcher,
  left: AbortSignal,
) => Promise<ExecutedEvent>;

/** A watcher that waits for the end of a round. */
interface Waiter {
  /** Undefined once it has been served. */
  round: Round | undefined;
  readonly resolve: (result: ExecutionResult) => void;
  readonly reject: (error: unknown) => void;
}

/** One execution of an event. */
interface Round {
  readonly waiting: Set<Waiter>;
  /** Settles the promise of a watcher; undefined while the event is being executed. */
  settle: ((waiter: Waiter) => void) | undefined;
  readonly execution: AbortController;
  /** After this call no watcher joins the round. */
  readonly close: () => void;
}

/** The watchers that run the same operation with equal keys. */
interface Group<Args> {
  readonly args: Args;
  members: number;
  /** Rounds that may be joined, by their events. */
  readonly rounds: Map<unknown, Round>;
}

// One error for all watchers, because its stack would contain no information.
const hasLeft = new Error('The watcher has left.');

/**
 * A round starts with the first watcher that asks for an event. The watchers that ask in the same
 * turn of the event loop join it, and these are all watchers that waited for the event. A watcher
 * that asks later gets another round, because data may have changed since the first round read it.
 */
export function createEventRounds<Args, Watcher>(
  slices: Slices,
  execute: ExecuteEvent<Args, Watcher>,
): EventRounds<Args, Watcher> {
  const groups = new WeakMap<object, Map<string, Group<Args>>>();

  function groupOf(operation: object, key: string, args: Args): Group<Args> {
    const ofOperation = groups.get(operation) ?? new Map<string, Group<Args>>();
    groups.set(operation, ofOperation);
    const group = ofOperation.get(key) ?? { args, members: 0, rounds: new Map() };
    ofOperation.set(key, group);
    return group;
  }

  async function run(round: Round, execution: Promise<ExecutedEvent>): Promise<void> {
    let end = () => {};
    try {
      const executed = await execution;
      round.settle = ({ resolve }) => resolve(executed.result);
      end = executed.end;
    } catch (error) {
      const failure = new EventFailure(error);
      round.settle = ({ reject }) => reject(failure);
    }
    // By the time of the callback the transports have serialised the result.
    serve(round, [...round.waiting], () => setImmediate(end));
  }

  function serve({ waiting, settle }: Round, waiters: readonly Waiter[], done = () => {}): void {
    // A watcher may leave while others are served.
    const serveOne = (waiter: Waiter) => {
      if (!waiting.delete(waiter)) return;
      waiter.round = undefined;
      settle?.(waiter);
    };
    slices.run(waiters, serveOne, done);
  }

  function begin({ rounds, args }: Group<Args>, event: unknown, watcher: Watcher): Round {
    const round: Round = {
      waiting: new Set(),
      settle: undefined,
      execution: new AbortController(),
      close: () => rounds.get(event) === round && rounds.delete(event),
    };
    rounds.set(event, round);
    setImmediate(round.close);
    void run(round, execute(event, args, watcher, round.execution.signal));
    return round;
  }

  function stopWaiting(waiter: Waiter): void {
    const { round } = waiter;
    waiter.round = undefined;
    if (round === undefined || !round.waiting.delete(waiter)) return;
    waiter.reject(hasLeft);
    if (round.waiting.size > 0) return;
    round.close();
    round.execution.abort(hasLeft);
  }

  return {
    join(operation, key, args, watcher) {
      const group = groupOf(operation, key, args);
      group.members += 1;
      let isMember = true;
      let last: Waiter | undefined;

      return {
        resultOf: (event) =>
          new Promise((resolve, reject) => {
            const round = group.rounds.get(event) ?? begin(group, event, watcher);
            const waiter: Waiter = { round, resolve, reject };
            last = waiter;
            round.waiting.add(waiter);
            if (round.settle !== undefined) serve(round, [waiter]);
          }),
        leave() {
          if (last !== undefined) stopWaiting(last);
          last = undefined;
          if (!isMember) return;
          isMember = false;
          group.members -= 1;
          if (group.members === 0) groups.get(operation)?.delete(key);
        },
      };
    },
  };
}
