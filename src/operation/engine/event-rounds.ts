import type { ExecutionResult } from 'graphql';
import type { Departure } from '../../departure.ts';
import type { FeedReader } from '../../feed.ts';
import { Stop } from '../../stop.ts';
import type { EventResults } from './event-results.ts';
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

/** Executes an event once for all watchers that run the same operation with equal keys. */
export interface EventRounds<Args, Watcher> {
  /** @param args equal for all watchers of the group, which keeps the first */
  readonly join: (operation: object, key: string, args: Args, watcher: Watcher) => EventResults;
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
  left: Departure,
) => Promise<ExecutedEvent>;

type Reader = FeedReader<ExecutionResult>;

/** One execution of an event. */
class Round {
  /** The members that have asked. Those that have left or been served since belong to no round. */
  asked: RoundMember[] = [];
  /** How many members wait. */
  waiting = 0;
  /** Tells a reader the end of the execution; undefined while the event is being executed. */
  settle: ((reader: Reader) => void) | undefined;
  readonly execution = new Stop();
}

/** The returned function is called when all watchers of the round have been sent the result. */
export type OnEvent = (event: unknown) => (() => void) | undefined;

/** The watchers that run the same operation with equal keys. */
interface Group {
  /** Starts a round. */
  readonly begin: (event: unknown, watcher: unknown) => Round;
  /** Tells members the end of their round. */
  readonly serve: (round: Round, members: readonly RoundMember[]) => void;
  /** Rounds that may be joined, by their events. */
  readonly rounds: Map<unknown, Round>;
  /** Called when a member has left for good. */
  readonly onLeave: () => void;
}

// One error for all watchers, because its stack would contain no information.
const hasLeft = new Error('The watcher has left.');

/** One of several watchers with the same results. */
class RoundMember implements EventResults {
  readonly #group: Group;
  readonly #watcher: unknown;
  #isMember = true;
  #reader: Reader | undefined;
  /** The round that the member waits for. */
  round: Round | undefined;

  constructor(group: Group, watcher: unknown) {
    this.#group = group;
    this.#watcher = watcher;
  }

  ask(event: unknown, reader: Reader): void {
    const round = this.#group.rounds.get(event) ?? this.#group.begin(event, this.#watcher);
    this.#reader = reader;
    this.round = round;
    round.waiting += 1;
    if (round.settle === undefined) round.asked.push(this);
    else this.#group.serve(round, [this]);
  }

  leave(): void {
    const { round } = this;
    if (round !== undefined) {
      const reader = this.#stopWaiting(round);
      if (round.waiting === 0) {
        close(this.#group, round);
        round.execution.abort(hasLeft);
      }
      reader?.end();
    }
    if (!this.#isMember) return;
    this.#isMember = false;
    this.#group.onLeave();
  }

  /** A member may leave while others are served. */
  serve(round: Round): void {
    if (this.round !== round) return;
    const reader = this.#stopWaiting(round);
    if (reader !== undefined) round.settle?.(reader);
  }

  #stopWaiting(round: Round): Reader | undefined {
    const reader = this.#reader;
    this.#reader = undefined;
    this.round = undefined;
    round.waiting -= 1;
    return reader;
  }
}

/** After this call no watcher joins the round. */
function close({ rounds }: Group, round: Round): void {
  for (const [event, open] of rounds) if (open === round) rounds.delete(event);
}

/**
 * A round starts with the first watcher that asks for an event. The watchers that ask in the same
 * turn of the event loop join it, and these are all watchers that waited for the event. A watcher
 * that asks later gets another round, because data may have changed since the first round read it.
 *
 * @param onEvent called with the event of each round when it starts
 */
export function createEventRounds<Args, Watcher>(
  slices: Slices,
  execute: ExecuteEvent<Args, Watcher>,
  onEvent: OnEvent = () => undefined,
): EventRounds<Args, Watcher> {
  const groups = new WeakMap<object, Map<string, Group & { members: number }>>();

  async function run(
    round: Round,
    execution: Promise<ExecutedEvent>,
    onSent: (() => void) | undefined,
  ): Promise<void> {
    let end = () => {};
    try {
      const executed = await execution;
      const take = (reader: Reader) => reader.take(executed.result);
      round.settle = take;
      end = executed.end;
    } catch (error) {
      const failure = { error: new EventFailure(error) };
      const fail = (reader: Reader) => reader.end(failure);
      round.settle = fail;
    }
    const { asked } = round;
    round.asked = [];
    // By the time of the callback the transports have serialised the result.
    serve(round, asked, () => {
      onSent?.();
      setImmediate(end);
    });
  }

  function serve(round: Round, members: readonly RoundMember[], done = () => {}): void {
    slices.run(members, (member) => member.serve(round), done);
  }

  function open(operation: object, key: string, args: Args): Group & { members: number } {
    const group = {
      members: 0,
      rounds: new Map<unknown, Round>(),
      serve,
      begin(event: unknown, watcher: unknown) {
        const round = new Round();
        group.rounds.set(event, round);
        setImmediate(() => close(group, round));
        const onSent = onEvent(event);
        void run(round, execute(event, args, watcher as Watcher, round.execution), onSent);
        return round;
      },
      onLeave() {
        group.members -= 1;
        if (group.members === 0) groups.get(operation)?.delete(key);
      },
    };
    return group;
  }

  return {
    join(operation, key, args, watcher) {
      const ofOperation = groups.get(operation) ?? new Map<string, Group & { members: number }>();
      groups.set(operation, ofOperation);
      const group = ofOperation.get(key) ?? open(operation, key, args);
      ofOperation.set(key, group);
      group.members += 1;
      return new RoundMember(group, watcher);
    },
  };
}
