import type { MemberStatusModel } from '../../mx/api/member-status.ts';
import type { MemberList } from '../user/member-list.ts';

// Only a gateway of the same version writes what these functions read. They keep out what another
// version, or another program, has left in Redis.

export function isMemberStatus(value: unknown): value is MemberStatusModel {
  return isObject(value) && 'isBeingAggregated' in value && Array.isArray(value['challenges']);
}

export function isMemberList(value: unknown): value is MemberList {
  return isObject(value) && Array.isArray(value['items']) && value['items'].every(isObject);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
