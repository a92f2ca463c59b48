import type { Departure } from '../departure.ts';
import type { Batch, LedgerEntries, ReadNote } from '../ledger.ts';
import type { MemberStatusModel } from '../mx/api/member-status.ts';
import type { MemberKey } from '../mx/api/member.ts';
import type { MxCalls, MxClient } from '../mx/client.ts';
import { isOverLimit } from '../mx/errors.ts';
import { lanes } from '../mx/scope.ts';
import type { OperationScope } from '../mx/wire/operation-scope.ts';
import type { ObservedStatus } from '../status/observed-status.ts';
import type { PacedReads, StatusReading } from '../status/paced-reads.ts';
import type { StopSignal } from '../stop.ts';
import type { SharedReads } from './batching/shared-reads.ts';
import { CallTally, type CallTallyOptions } from './call-tally.ts';
import { LazyLoaders, type Loaders } from './loaders.ts';
import { memberCacheKey } from './member.ts';
import {
  type AnyRead,
  type DependentRead,
  nameOf,
  type OperationId,
  type RememberedReads,
} from './remembered-reads.ts';
import { type SharedData, type SharedDataReads, createSharedDataReads } from './shared-data.ts';
import type { LoaderSources, ReadOfUser } from './sources.ts';

/** The reads of one operation from MX, or of the events of a subscription, one after another. */
export interface OperationReads {
  readonly loaders: Loaders;
  readonly reference: SharedDataReads;
  /** The calls of the changes of this operation, which have no budget and do not end with it. */
  changeCalls(): ChangeCalls;
  /** A status that this operation already returns: another read could show a different state. */
  knownStatus(key: MemberKey): ObservedStatus | undefined;
  knowStatus(status: ObservedStatus): void;
  /** Starts the reads that the same operation of this caller needed last time, beside its lists. */
  startRemembered(): void;
  /**
   * Aborted when the operation must not read any more: the client has disconnected, or the budget
   * is spent.
   */
  signal(): StopSignal;
  /**
   * Counts the calls to MX, in all events, and has the ledger of the current event. It outlives the
   * operation, for the log.
   */
  readonly tally: { calls(): number; ledger(): LedgerEntries | undefined };
  /** Called after a change: earlier reads are no longer valid. */
  forget(): void;
  /** The next event has its own budget, and does not see earlier reads. */
  startEvent(): void;
  /** Aborts reads in flight, and drops everything that was read. */
  end(): void;
}

export interface ChangeCalls {
  readonly calls: MxCalls;
  /** A new note, for a read of a status. */
  readonly note: () => ReadNote;
}

export interface ReadSources {
  readonly mx: Pick<MxClient, 'in' | 'startOperation'>;
  readonly sharedReads: SharedReads;
  readonly sharedData: SharedData;
  readonly statuses: Pick<PacedReads<MemberStatusModel>, 'read'>;
  readonly rememberedReads: RememberedReads;
  /** Called with the size of each batch of a loader. */
  readonly onBatch?: ((loader: string, keys: number) => void) | undefined;
}

export interface Reader extends CallTallyOptions {
  /** The lane in which the reader shares MX with others. */
  readonly lane: string;
  /** Aborted when the client disconnects. */
  readonly left: Departure | undefined;
  /** Null if the reads of the operation are not remembered. */
  readonly operationId: OperationId | null;
}

export function createOperationReads(sources: ReadSources, reader: Reader): OperationReads {
  return new Reads(sources, reader);
}

/** Most of it is created on first use: many operations make a single read. */
class Reads implements OperationReads, LoaderSources {
  readonly loaders: LazyLoaders;
  readonly tally: CallTally;
  readonly #services: ReadSources;
  readonly #reader: Reader;
  #reference: SharedDataReads | undefined;
  #known: Map<string, ObservedStatus> | undefined;
  #needed: Map<string, DependentRead> | undefined;
  /** The remembered reads that no field has needed yet, and whether they have been started. */
  #guessed: Map<string, boolean> | undefined;
  #scope: OperationScope | undefined;
  #isWhole = true;
  #isRecalling = false;

  constructor(services: ReadSources, reader: Reader) {
    this.#services = services;
    this.#reader = reader;
    this.tally = new CallTally(reader);
    this.loaders = new LazyLoaders(this);
  }

  get reference(): SharedDataReads {
    const { sharedData } = this.#services;
    return (this.#reference ??= createSharedDataReads(sharedData, {
      scope: () => this.#current(),
      ledger: () => this.tally.open(),
    }));
  }

  callsFor(batch: Batch): MxCalls {
    const { lane, budget, signal } = this.#current();
    const note = batch.noteRead();
    note.made();
    return this.#services.mx.in({ lane, budget, signal, listener: note });
  }

  share<T>(batch: Batch, { userGuid, name, read }: ReadOfUser<T>): Promise<T> {
    const { sharedReads } = this.#services;
    const id = this.#guessed === undefined ? '' : `${name} ${userGuid}`;
    const isGuess = this.#isGuess(id);
    const request = { userGuid, name, read, note: batch.noteRead(isGuess) };
    if (!isGuess) return sharedReads.share(this.#current(), request);
    this.#guessed?.set(id, true);
    return sharedReads.share(this.#current().guessing(), request).catch((error: unknown) => {
      if (!isOverLimit(error) || this.#isGuess(id)) throw error;
      return sharedReads.share(this.#current(), request);
    });
  }

  readStatus(batch: Batch, key: MemberKey): Promise<StatusReading> {
    const isGuess = this.#guessed !== undefined && this.#isGuess(toId({ kind: 'status', key }));
    const scope = isGuess ? this.#current().guessing() : this.#current();
    return this.#services.statuses.read(key, scope, batch.noteRead(isGuess));
  }

  changeCalls(): ChangeCalls {
    const note = () => this.tally.noteChange();
    const ofCalls = note();
    ofCalls.made();
    const calls = this.#services.mx.in({ lane: lanes.other, listener: ofCalls });
    return { calls, note };
  }

  batched(loader: string, keys: number): Batch {
    this.#services.onBatch?.(loader, keys);
    return this.tally.open().startBatch(loader, keys);
  }

  note(read: DependentRead): void {
    if (this.#isRecalling || this.#reader.operationId === null) return;
    const id = toId(read);
    (this.#needed ??= new Map()).set(id, read);
    // A guess counts against the operation once it is needed.
    if (this.#guessed?.get(id) === true) this.#current().claim();
    this.#guessed?.delete(id);
  }

  #isGuess(id: string): boolean {
    return this.#guessed?.has(id) === true;
  }

  #current(): OperationScope {
    if (this.#scope !== undefined) return this.#scope;
    const { lane, left } = this.#reader;
    const scope = this.#services.mx.startOperation({ lane, left, isWhole: this.#isWhole });
    this.#scope = scope;
    this.tally.count(scope);
    return scope;
  }

  knownStatus(key: MemberKey): ObservedStatus | undefined {
    return this.#known?.get(memberCacheKey(key));
  }

  knowStatus(status: ObservedStatus): void {
    (this.#known ??= new Map()).set(memberCacheKey(status.key), status);
  }

  startRemembered(): void {
    const { operationId } = this.#reader;
    if (operationId === null) return;
    const reads = this.#services.rememberedReads.recall(operationId);
    if (reads.length === 0) return;
    this.#guessed = new Map(reads.map((read) => [toId(read), false]));
    this.#isRecalling = true;
    for (const read of reads) void this.#guess(read);
    this.#isRecalling = false;
  }

  /** Reads without a need. A field that needs the read reports its failure. */
  async #guess(read: DependentRead): Promise<void> {
    const { kind, key } = read;
    const { loaders } = this;
    try {
      if (kind === 'rewardsFields') await loaders.accountRewardsFields.load(key);
      else if (kind === 'status') await loaders.memberStatus.load(key);
      else await loaders.rewardsOfMember.load(key);
    } catch (error) {
      if (!isOverLimit(error)) return;
      // A field that needs it reads again, within the limits of the operation.
      this.#guessed?.delete(toId(read));
      if (kind === 'rewardsFields') loaders.accountRewardsFields.clear(key);
      else if (kind === 'status') loaders.memberStatus.clear(key);
      else loaders.rewardsOfMember.clear(key);
    }
  }

  signal(): StopSignal {
    return this.#current().signal;
  }

  forget(): void {
    this.loaders.clear();
    this.#known = undefined;
    this.#guessed = undefined;
  }

  startEvent(): void {
    this.#scope = undefined;
    this.tally.close();
    // The status in an event needs no call: the event is sent even if the other fields fail.
    this.#isWhole = false;
  }

  end(): void {
    // The scope is kept, so that a late read finds that it has ended.
    this.#current().end();
    const { operationId } = this.#reader;
    if (operationId !== null && this.#needed !== undefined) {
      this.#services.rememberedReads.remember(operationId, [...this.#needed.values()]);
    }
    this.tally.stop();
    this.tally.end();
    this.forget();
  }
}

function toId(read: AnyRead): string {
  return `${nameOf(read)} ${read.key.userGuid}`;
}
