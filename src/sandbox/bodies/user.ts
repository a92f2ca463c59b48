import type { ApiCall } from '../api-call.ts';
import { toOffsetSecondInstant } from '../dates.ts';
import type { UserRecord } from '../records.ts';
import { overridden } from '../state.ts';
import type { WireFields } from '../wire-fields.ts';

/** `UserResponse` and some fields of newer documentation pages. */
export function userBody(call: ApiCall, user: UserRecord): WireFields {
  return overridden(call.state, user.guid, {
    created_at: toOffsetSecondInstant(user.createdAt),
    email: user.email,
    first_name: null,
    guid: user.guid,
    id: user.id,
    is_disabled: user.isDisabled,
    is_restricted: false,
    logged_in_at: null,
    metadata: user.metadata,
  });
}
