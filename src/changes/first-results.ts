import { createHmac, randomBytes } from 'node:crypto';
import { isMxError } from '../mx/errors.ts';
import { toJson } from '../mx/wire/json.ts';
import type { OtherInput, Outcome } from './outcome.ts';

/** By what a repeat of a creation is known. */
export interface CreationKey {
  /** Whose key it is: equal for all of one caller's sessions. */
  readonly caller: string;
  readonly kind: 'clientMutationId' | 'externalId';
  readonly value: string;
}

/** Whose call it is, and what they call it. */
export interface Origin {
  /** Equal for all of one caller's sessions. */
  readonly caller: string;
  readonly clientMutationId?: string | null | undefined;
}

/**
 * By a `clientMutationId` where there is one, else by the external id, if there is one.
 *
 * @param userGuid whose external ids these are; of users, nobody's
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

/** @typeParam Other outcomes beside those that every change has; none of them is kept */
export interface Creation<T, Other = never> {
  /** What is made, so that keys of different things never meet. */
  readonly what: 'user' | 'member';
  readonly key: CreationKey | null;
  /** All that was asked for. Kept as a keyed hash: there are credentials in it. */
  readonly input: unknown;
  readonly make: () => Promise<Outcome<T> | Other>;
  /** Looks in MX for what an attempt may have made. Left out where nothing tells it from others. */
  readonly find?: (() => Promise<T | null>) | undefined;
  /** True when MX itself refuses to make it twice. */
  readonly isSafe: boolean;
}

export type CreationOutcome<T, Other = never> =
  | ((Outcome<T> | Other) & {
      /** True for the result of an earlier call. */
      readonly isRepeat: boolean;
    })
  | OtherInput;

/** Sees to it that what is asked for twice is made once. */
export interface FirstResults {
  /**
   * Makes it, or joins the call with the same key that makes it at the moment. A `clientMutationId`
   * finds the result of the first call for ten minutes; an `externalId` needs no memory for that,
   * since MX refuses it the second time. When the outcome of the first call is not known, the
   * repeat looks before it makes anything. What failed without effect is not remembered.
   */
  readonly create: <T, Other extends OtherOutcome = never>(
    creation: Creation<T, Other>,
  ) => Promise<CreationOutcome<T, Other>>;
}

export interface FirstResultsOptions {
  /** Milliseconds of a clock that never jumps. */
  readonly monotonicNow: () => number;
  /** Calls remembered; the oldest are forgotten first. */
  readonly maxEntries?: number | undefined;
}

/** The state of a first call: in flight, made, or not known to be made. */
type State =
  | { readonly kind: 'flying'; readonly outcome: Promise<unknown> }
  | { readonly kind: 'made'; readonly outcome: Outcome<unknown> }
  | { readonly kind: 'open'; readonly error: unknown };

interface Entry {
  /** Of the input. */
  readonly print: string;
  state: State;
  /** Infinite while it is in flight. */
  until: number;
}

interface Attempt<T, Other> extends Pick<Entry, 'print'> {
  readonly id: string;
  readonly kind: CreationKey['kind'];
  readonly make: () => Promise<Outcome<T> | Other>;
  /** What is known of a call before it, whose outcome is not. */
  readonly open: State | null;
}

/** How long a repeat finds the first result. */
export const REMEMBERED_MS = 10 * 60_000;

const MAX_ENTRIES = 10_000;

export function createFirstResults(options: FirstResultsOptions): FirstResults {
  const { monotonicNow, maxEntries = MAX_ENTRIES } = options;
  const secret = randomBytes(32);
  const entries = new Map<string, Entry>();

  const toPrint = (input: unknown): string =>
    createHmac('sha256', secret).update(toJson(input)).digest('base64url');

  function get(id: string): Entry | undefined {
    const entry = entries.get(id);
    return entry !== undefined && monotonicNow() < entry.until ? entry : undefined;
  }

  function put(id: string, entry: Entry): void {
    entries.delete(id); // so that the order of the map is that of the attempts
    entries.set(id, entry);
    for (const [oldest, { until }] of entries) {
      if (until > monotonicNow() && entries.size <= maxEntries) break;
      // One that is in flight is made whatever is known of it.
      entries.delete(oldest);
    }
  }

  /** Follows an attempt to its end and remembers what that means for a repeat. */
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
      // That the second could not be made says nothing of the first.
      settle(isOpen(error) ? { kind: 'open', error } : open);
      throw error;
    }
  }

  /** The first call may have made it. */
  async function makeUnlessMade<T, Other>(
    { find, isSafe, make }: Creation<T, Other>,
    error: unknown,
  ): Promise<Outcome<T> | Other> {
    const found = (await find?.()) ?? null;
    if (found !== null) return { kind: 'done', value: found };
    if (find === undefined && !isSafe) throw error;
    return make();
  }

  return {
    async create<T, Other extends OtherOutcome>(
      creation: Creation<T, Other>,
    ): Promise<CreationOutcome<T, Other>> {
      const { what, key, input, make } = creation;
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
        return { ...(await make()), isRepeat: false }; // MX knows what to say to that
      }
      const { state } = first;
      if (state.kind === 'open') {
        const again = () => makeUnlessMade(creation, state.error);
        const outcome = await attempt({ id, print, kind, make: again, open: state });
        return { ...outcome, isRepeat: true };
      }
      // The same key was given for the same thing.
      return { ...((await state.outcome) as Outcome<T> | Other), isRepeat: true };
    },
  };
}

/** True when MX may have done what it failed at. */
function isOpen(error: unknown): boolean {
  return isMxError(error) && (error.code === 'OUTCOME_UNKNOWN' || error.mayBeDone);
}
