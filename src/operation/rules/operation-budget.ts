import type { DocumentNode } from 'graphql';
import type { Caller } from '../../auth/authenticator.ts';
import { type LimitName, limits } from '../../limits.ts';
import { estimateDocumentBytes } from './memory.ts';

export interface RunningRequest {
  readonly document: DocumentNode;
  /** The approximate bytes of memory of the whole request. */
  readonly memoryBytes: number;
  /** True for a stream, which lasts as long as its client stays connected. */
  readonly isStream: boolean;
  /**
   * The number of objects that the operation could return; 0 for an operation that was admitted
   * before, such as an event of a stream.
   */
  readonly cost: number;
}

/** The budget of one operation. Each function returns the limit that is exceeded, or undefined. */
export interface OperationBudget {
  /** Counts the request until the end. */
  readonly hold: (request: RunningRequest) => LimitName | undefined;
  /**
   * Counts an addition to the response: the bytes of its JSON, and the bytes of memory that it uses
   * until it is sent.
   */
  readonly add: (bytes: number, memoryBytes: number) => LimitName | undefined;
  /** Called when the operation has ended; frees everything that it used. */
  readonly end: () => void;
}

/** The budgets of the operations that are running in this process. */
export interface OperationBudgets {
  readonly start: (caller: Caller) => OperationBudget;
  /** The approximate bytes of memory of all running operations. */
  readonly usedBytes: () => number;
}

type BoundName =
  | 'responseBytes'
  | 'operationMemoryBytes'
  | 'memoryBytesPerUser'
  | 'costPerUser'
  | 'operationsMemoryBytes';

/**
 * An operation that uses at most this much memory is not refused because of the large operations of
 * others.
 */
const SMALL_BYTES = 128 * 1024;

export function createOperationBudgets(
  bounds: Readonly<Record<BoundName, number>> = limits,
): OperationBudgets {
  const used: Used = {
    bounds,
    documents: createDocumentUses(),
    memoryOfUsers: new Map(),
    costOfUsers: new Map(),
    total: 0,
  };
  return {
    start: ({ caller, viewer }) => new Budget(used, viewer.kind === 'partner' ? null : caller),
    usedBytes: () => used.total,
  };
}

/** What all running operations use together. */
interface Used {
  readonly bounds: Readonly<Record<BoundName, number>>;
  readonly documents: DocumentUses;
  readonly memoryOfUsers: Map<string, number>;
  readonly costOfUsers: Map<string, number>;
  total: number;
}

class Budget implements OperationBudget {
  readonly #used: Used;
  /** Null for a partner, who has no limits of a user. */
  readonly #user: string | null;
  #bytes = 0;
  #memoryBytes = 0;
  #cost = 0;
  #document: DocumentNode | undefined;
  #hasEnded = false;

  constructor(used: Used, user: string | null) {
    this.#used = used;
    this.#user = user;
  }

  hold({ document, memoryBytes, isStream, cost }: RunningRequest): LimitName | undefined {
    const used = this.#used;
    const { bounds, documents } = used;
    this.#document = document;
    const ofUser = this.#take(
      memoryBytes + estimateDocumentBytes(document),
      memoryBytes + documents.add(document),
    );
    if (ofUser > bounds.memoryBytesPerUser) return 'memoryBytesPerUser';
    if (this.#takeCost(isStream ? 0 : cost) > bounds.costPerUser) return 'costPerUser';
    const mayStay = this.#memoryBytes <= SMALL_BYTES && !isStream;
    return used.total > bounds.operationsMemoryBytes && !mayStay
      ? 'operationsMemoryBytes'
      : undefined;
  }

  add(moreBytes: number, moreMemoryBytes: number): LimitName | undefined {
    // A read that ends after the response was refused no longer counts.
    if (this.#hasEnded) return undefined;
    const { bounds } = this.#used;
    this.#bytes += moreBytes;
    const ofUser = this.#take(moreMemoryBytes);
    if (this.#bytes > bounds.responseBytes) return 'responseBytes';
    if (this.#memoryBytes > bounds.operationMemoryBytes) return 'operationMemoryBytes';
    if (ofUser > bounds.memoryBytesPerUser) return 'memoryBytesPerUser';
    return this.#used.total > bounds.operationsMemoryBytes && this.#memoryBytes > SMALL_BYTES
      ? 'operationsMemoryBytes'
      : undefined;
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const document = this.#document;
    const ofDocument = document === undefined ? 0 : estimateDocumentBytes(document);
    const freed = document === undefined ? 0 : this.#used.documents.delete(document);
    this.#take(-this.#memoryBytes, ofDocument - this.#memoryBytes - freed);
    this.#takeCost(-this.#cost);
  }

  /** Returns the bytes of all operations of the user. */
  #take(more: number, ofProcess = more): number {
    this.#memoryBytes += more;
    this.#used.total += ofProcess;
    return this.#user === null ? 0 : change(this.#used.memoryOfUsers, this.#user, more);
  }

  #takeCost(cost: number): number {
    if (this.#user === null) return 0;
    this.#cost += cost;
    return change(this.#used.costOfUsers, this.#user, cost);
  }
}

/** Returns the new amount. */
function change(amounts: Map<string, number>, user: string, more: number): number {
  const amount = (amounts.get(user) ?? 0) + more;
  if (amount > 0) amounts.set(user, amount);
  else amounts.delete(user);
  return amount;
}

type DocumentUses = ReturnType<typeof createDocumentUses>;

/** Documents in use. A document that many operations run is in memory once. */
function createDocumentUses() {
  const uses = new Map<DocumentNode, number>();
  return {
    /** Returns the bytes of memory that the document adds: 0 for a document in use. */
    add(document: DocumentNode): number {
      const count = uses.get(document) ?? 0;
      uses.set(document, count + 1);
      return count === 0 ? estimateDocumentBytes(document) : 0;
    },
    /** Returns the bytes of memory that this frees. */
    delete(document: DocumentNode): number {
      const count = uses.get(document) ?? 1;
      if (count > 1) uses.set(document, count - 1);
      else uses.delete(document);
      return count > 1 ? 0 : estimateDocumentBytes(document);
    },
  };
}
