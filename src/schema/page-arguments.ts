import { toRange } from './connection.ts';
import type { Selection } from './selection.ts';

/**
 * False if one of these fields is selected with invalid page arguments, which the field rejects:
 * nothing is read ahead then.
 */
export function arePagesAsked(
  selection: Selection,
  type: string,
  fields: readonly string[],
): boolean {
  try {
    for (const field of fields) {
      const args = selection.argumentsOf(type, field);
      if (args) toRange(field, args);
    }
    return true;
  } catch {
    return false;
  }
}
