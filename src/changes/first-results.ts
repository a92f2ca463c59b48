import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as sleepFor } from 'node:timers/promises';
import { toJson } from '../mx/wire/json.ts';
import type { OtherInput, Outcome } from './outcome.ts';
import { findMade, mayBeMade } from './reconcile.ts';

/** The key that identifies a repeat of a creation. */
export interface CreationKey {
  /** The caller that sent the key; equal for all of one caller's sessions. */
  readonly caller: string;
  readonly kind: 'clientMutationId' | 'externalId';
  readonly value: string;
}

/** The caller of a mutation, and the caller's own id for it. */
export interface Origin {
  /** Equal for all of one caller's sessions. */
  readonly caller: string;
  readonly clientMutationId?: string | null | undefined;
}

/**
 * Uses the `clientMutationId` if there is one, else the external id, if there is one.
 *
 * @param userGuid the user that the external id belongs to; empty for the external id of a user
 */
export function toKey(
  { caller, clientMutationId }: Origin,
  externalId: string | null | undefined,
  userGuid = '',
): CreationKey | null {
  if (typeof clientMutationId === 'string') {
    return { caller, kind: 'clientMutationId', value: clientMutationId };
  }
  if (typeof externalId !== 'string') return null;
  return { caller, kind: 'externalId', value: `${userGuid}/${externalId}` };
}

interface OtherOutcome {
  readonly kind: string;
}

/** @typeParam Other outcomes in addition to the outcomes of every change; none of them is kept */
export interface Creation<T, Other = never> {
  /** The type of the object, so that keys of different types never collide. */
  readonly what: 'user' | 'member';
  readonly key: CreationKey | null;
  /** The whole input. Only a keyed hash of it is kept, because it contains credentials. */
  readonly input: unknown;
  readonly make: () => Promise<Outcome<T> | Other>;
  /**
   * Searches MX for the object that this attempt or an earlier one may have made. Omitted if nothing
   * identifies the object.
   */
  readonly find?: (() => Promise<T | null>) | undefined;
  /** True if MX itself refuses to create the object twice. */
  readonly isSafe: boolean;
}

export type CreationOutcome<T, Other = never> =
  | ((Outcome<T> | Other) & {
      /** True for the result of an earlier call. */
      readonly isRepeat: boolean;
    })
  | OtherInput;

/** Creates an object once, even if the client sends the creation twice. */
export interface FirstResults {
  /**
   * Creates the object, or joins the call in flight with the same key. A `clientMutationId` finds
   * the result of the first call for ten minutes; an `externalId` needs no memory for this, because
   * MX refuses it the second time. If the outcome of a call is unknown, MX is searched for the object
   * (`reconcile.ts`); if it is not found, the repeat searches again before it creates one. A failure
   * without effect is not remembered.
   */
  readonly create: <T, Other extends OtherOutcome = never>(
    creation: Creation<T, Other>,
  ) => Promise<CreationOutcome<T, Other>>;
}

export interface FirstResultsOptions {
  /** Milliseconds of a monotonic clock. */
  readonly monotonicNow: () => number;
  /** The number of calls in memory; the oldest call is removed first. */
  readonly maxEntries?: number | undefined;
  readonly sleep?: ((ms: number) => Promise<unknown>) | undefined;
}

/** The state of a first call: in flight, done, or with an unknown outcome. */
type State =
  | { readonly kind: 'flying'; readonly outcome: Promise<unknown> }
  | { readonly kind: 'made'; readonly outcome: Outcome<unknown> }
  | { readonly kind: 'open'; readonly error: unknown };

interface Entry {
  /** The hash of the input. */
  readonly print: string;
  state: State;
  /** Infinite while the call is in flight. */
  until: number;
}

interface Attempt<T, Other> extends Pick<Entry, 'print'> {
  readonly id: string;
  readonly kind: CreationKey['kind'];
  readonly make: () => Promise<Outcome<T> | Other>;
  /** The state of an earlier call with an unknown outcome. */
  readonly open: State | null;
}

/** How long a repeat finds the first result. */
export const REMEMBERED_MS = 10 * 60_000;

const MAX_ENTRIES = 10_000;

export function createFirstResults(options: FirstResultsOptions): FirstResults {
  const { monotonicNow, maxEntries = MAX_ENTRIES, sleep = defaultSleep } = options;
  const secret = randomBytes(32);
  const entries = new Map<string, Entry>();

  const toPrint = (input: unknown): string =>
    createHmac('sha256', secret).update(toJson(input)).digest('base64url');

  function get(id: string): Entry | undefined {
    const entry = entries.get(id);
    return entry !== undefined && monotonicNow() < entry.until ? entry : undefined;
  }

  function put(id: string, entry: Entry): void {
    entries.delete(id); // so that the map is in the order of the attempts
    entries.set(id, entry);
    for (const [oldest, { until }] of entries) {
      if (until > monotonicNow() && entries.size <= maxEntries) break;
      // A call in flight continues without its entry.
      entries.delete(oldest);
    }
  }

  /** Follows an attempt to its end and remembers the state that a repeat needs. */
  async function attempt<T, Other extends OtherOutcome>({
    id,
    print,
    kind,
    make,
    open,
  }: Attempt<T, Other>): Promise<Outcome<T> | Other> {
    const outcome = make();
    const entry: Entry = { print, state: { kind: 'flying', outcome }, until: Infinity };
    put(id, entry);
    const settle = (state: State | null): void => {
      if (entries.get(id) !== entry) return;
      if (state === null) return void entries.delete(id);
      entry.state = state;
      entry.until = monotonicNow() + REMEMBERED_MS;
    };
    try {
      const made = await outcome;
      const isKept = made.kind === 'done' && kind === 'clientMutationId';
      settle(isKept ? { kind: 'made', outcome: made as Outcome<T> } : null);
      return made;
    } catch (error) {
      // A failure of the second attempt does not change the state of the first.
      settle(mayBeMade(error) ? { kind: 'open', error } : open);
      throw error;
    }
  }

  /** Searches for the object before it creates one, because the first call may have created it. */
  async function makeUnlessMade<T, Other>(
    creation: Creation<T, Other>,
    error: unknown,
  ): Promise<Outcome<T> | Other> {
    const { find, isSafe } = creation;
    const found = (await find?.()) ?? null;
    if (found !== null) return { kind: 'done', value: found };
    if (find === undefined && !isSafe) throw error;
    return makeAndFind(creation);
  }

  /** Makes the object; after an unknown outcome MX is searched for it. */
  async function makeAndFind<T, Other>({
    make,
    find,
  }: Creation<T, Other>): Promise<Outcome<T> | Other> {
    try {
      return await make();
    } catch (error) {
      if (find === undefined || !mayBeMade(error)) throw error;
      const made = await findMade({ find, sleep });
      if (made === null) throw error;
      return { kind: 'done', value: made };
    }
  }

  return {
    async create<T, Other extends OtherOutcome>(
      creation: Creation<T, Other>,
    ): Promise<CreationOutcome<T, Other>> {
      const { what, key, input } = creation;
      const make = () => makeAndFind(creation);
      if (key === null) return { ...(await make()), isRepeat: false };
      const { caller, kind, value } = key;
      const id = JSON.stringify([what, caller, kind, value]);
      const print = toPrint(input);
      const first = get(id);
      if (first === undefined) {
        const outcome = await attempt({ id, print, kind, make, open: null });
        return { ...outcome, isRepeat: false };
      }
      if (first.print !== print) {
        if (kind === 'clientMutationId') return { kind: 'other-input' };
        return { ...(await make()), isRepeat: false }; // MX decides about the other input
      }
      const { state } = first;
      if (state.kind === 'open') {
        const again = () => makeUnlessMade(creation, state.error);
        const outcome = await attempt({ id, print, kind, make: again, open: state });
        return { ...outcome, isRepeat: true };
      }
      // The same key came with the same input.
      return { ...((await state.outcome) as Outcome<T> | Other), isRepeat: true };
    },
  };
}

/** The wait does not keep the process alive. */
function defaultSleep(ms: number): Promise<unknown> {
  return sleepFor(ms, undefined, { ref: false });
}
