import { badUserInput } from '../../operation/refusal.ts';
import { type GlobalId, isNodeType, parseId } from '../global-id.ts';

/**
 * The object that a router names with a representation. A router may send further fields, which are
 * ignored. BAD_USER_INPUT with the path of the field that is wrong.
 */
export function toEntityId(representation: unknown, index: number): GlobalId {
  const at = ['representations', String(index)];
  const { __typename: type, id } = readFields(representation, at);
  if (!isNodeType(type)) {
    throw badUserInput('__typename is not the name of an entity.', [...at, '__typename']);
  }
  if (typeof id !== 'string') throw badUserInput('id must be a global id.', [...at, 'id']);
  return { type, parts: parseId(id, type, [...at, 'id']) };
}

function readFields(representation: unknown, at: readonly string[]) {
  if (typeof representation === 'object' && representation !== null) {
    return representation as { readonly __typename?: unknown; readonly id?: unknown };
  }
  throw badUserInput('A representation must be an object with __typename and id.', at);
}
