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
  const documents = createDocumentUses();
  const users = new Map<string, number>();
  const costs = new Map<string, number>();
  let total = 0;

  return {
    start({ caller, viewer }) {
      const isPartner = viewer.kind === 'partner';
      let bytes = 0;
      let memoryBytes = 0;
      let heldCost = 0;
      let document: DocumentNode | undefined;
      let hasEnded = false;

      function take(more: number, ofProcess = more): number {
        memoryBytes += more;
        total += ofProcess;
        if (isPartner) return 0;
        const ofUser = (users.get(caller) ?? 0) + more;
        if (ofUser > 0) users.set(caller, ofUser);
        else users.delete(caller);
        return ofUser;
      }

      function takeCost(cost: number): number {
        if (isPartner) return 0;
        heldCost += cost;
        const ofUser = (costs.get(caller) ?? 0) + cost;
        if (ofUser > 0) costs.set(caller, ofUser);
        else costs.delete(caller);
        return ofUser;
      }

      return {
        hold({ document: held, memoryBytes: came, isStream, cost }) {
          document = held;
          const ofUser = take(came + estimateDocumentBytes(held), came + documents.add(held));
          if (ofUser > bounds.memoryBytesPerUser) return 'memoryBytesPerUser';
          if (takeCost(isStream ? 0 : cost) > bounds.costPerUser) return 'costPerUser';
          const mayStay = memoryBytes <= SMALL_BYTES && !isStream;
          return total > bounds.operationsMemoryBytes && !mayStay
            ? 'operationsMemoryBytes'
            : undefined;
        },

        add(moreBytes, moreMemoryBytes) {
          // A read that ends after the response was refused no longer counts.
          if (hasEnded) return undefined;
          bytes += moreBytes;
          const ofUser = take(moreMemoryBytes);
          if (bytes > bounds.responseBytes) return 'responseBytes';
          if (memoryBytes > bounds.operationMemoryBytes) return 'operationMemoryBytes';
          if (ofUser > bounds.memoryBytesPerUser) return 'memoryBytesPerUser';
          return total > bounds.operationsMemoryBytes && memoryBytes > SMALL_BYTES
            ? 'operationsMemoryBytes'
            : undefined;
        },

        end() {
          if (hasEnded) return;
          hasEnded = true;
          const ofDocument = document === undefined ? 0 : estimateDocumentBytes(document);
          const freed = document === undefined ? 0 : documents.delete(document);
          take(-memoryBytes, ofDocument - memoryBytes - freed);
          takeCost(-heldCost);
        },
      };
    },
  };
}

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
