import type { Selection } from './selection.ts';

/**
 * What must be known of an object for a field of it. A field without a mark needs the object read:
 * a forgotten mark costs a call and never gives a wrong answer.
 */
export type Need =
  /** The guids in the object's key. */
  | 'guids'
  /** Of a member: the guids, where the operation has its status already; else the member. */
  | 'known-status'
  /** Of a status: what the member itself carries. */
  | 'member'
  /** The same, unless the member has open challenges, of which MX's status call alone tells. */
  | 'unchallenged-member';

type Mark = { readonly needs: Need };

/** The mark of a field that needs less than a read of its object, as its `extensions`. */
export function needs(need: Need): Mark {
  return { needs: need };
}

/** True when every field that is selected on this object type needs no more than one of these. */
export function needsOnly(selection: Selection, type: string, known: readonly Need[]): boolean {
  return selection.every(type, ({ extensions }) => {
    const need = (extensions as Partial<Mark>).needs;
    return need !== undefined && known.includes(need);
  });
}
