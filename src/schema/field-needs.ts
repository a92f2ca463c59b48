import type { Selection } from './selection.ts';

/**
 * The part of an object that a field needs. A field without a mark needs a read of the object: a
 * forgotten mark costs a call and never causes a wrong result.
 */
export type Need =
  /** The guids in the object's key. */
  | 'guids'
  /** A member: its guids, if the operation already has its status; else the member itself. */
  | 'known-status'
  /** A status: the fields that the member itself contains. */
  | 'member'
  /**
   * A status: the fields that the member itself contains, unless it has open challenges, which only
   * MX's status call returns.
   */
  | 'unchallenged-member';

type Mark = { readonly needs: Need };

/** The mark of a field that needs less than a read of its object, as its `extensions`. */
export function needs(need: Need): Mark {
  return { needs: need };
}

/** True if every selected field of this object type needs only one of the known parts. */
export function needsOnly(selection: Selection, type: string, known: readonly Need[]): boolean {
  return selection.every(type, ({ extensions }) => {
    const need = (extensions as Partial<Mark>).needs;
    return need !== undefined && known.includes(need);
  });
}
