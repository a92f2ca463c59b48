import { requireUser } from '../api-call.ts';
import type { ApiCall } from '../api-call.ts';
import { userBody } from '../bodies/user.ts';
import { conflict, unprocessable } from '../errors.ts';
import { newGuid } from '../guid.ts';
import type { SandboxResponse } from '../options.ts';
import { toPage } from '../page.ts';
import type { UserRecord } from '../records.ts';
import { booleanAt, rootObject, textAt } from '../request-body.ts';
import type { WireFields } from '../wire-fields.ts';

const email = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;
/** MX documents no alphabet, and a maximum of 1024 characters for its MDX family. */
const partnerId = /^[^\s\p{C}/]{1,1024}$/u;

export function listUsers(call: ApiCall): SandboxResponse {
  const { query } = call;
  const isDisabled = query.get('is_disabled');
  const found = [...call.state.users.values()].filter(
    (user) =>
      matches(query.get('id'), user.id) &&
      matches(query.get('email'), user.email) &&
      (isDisabled === null || String(user.isDisabled) === isDisabled),
  );
  const { items, pagination } = toPage(found, query, 1000);
  return { status: 200, body: { users: items.map((user) => userBody(call, user)), pagination } };
}

export function createUser(call: ApiCall): SandboxResponse {
  const fields = rootObject(call.body, 'user');
  const user: UserRecord = {
    guid: newGuid('USR'),
    id: null,
    email: null,
    isDisabled: false,
    metadata: null,
    createdAt: call.now,
    visibleAt: call.now + call.settings.creationLagMs,
    members: new Map(),
  };
  change(call, user, fields);
  call.state.users.set(user.guid, user);
  return answer(call, user);
}

export function readUser(call: ApiCall): SandboxResponse {
  return answer(call, requireUser(call));
}

export function updateUser(call: ApiCall): SandboxResponse {
  const user = requireUser(call);
  change(call, user, rootObject(call.body, 'user'));
  return answer(call, user);
}

export function deleteUser(call: ApiCall): SandboxResponse {
  call.state.users.delete(requireUser(call).guid);
  return { status: 204 };
}

function answer(call: ApiCall, user: UserRecord): SandboxResponse {
  return { status: 200, body: { user: userBody(call, user) } };
}

function matches(wanted: string | null, actual: string | null): boolean {
  return wanted === null || wanted === actual;
}

/** Changes a user, after all checks. */
function change(call: ApiCall, user: UserRecord, fields: WireFields): void {
  const next = {
    id: textAt(fields, 'id') ?? user.id,
    email: textAt(fields, 'email') ?? user.email,
    isDisabled: booleanAt(fields, 'is_disabled') ?? user.isDisabled,
    metadata: textAt(fields, 'metadata') ?? user.metadata,
  };
  if (next.email !== null && !email.test(next.email)) throw unprocessable('Email is invalid.');
  if (next.id !== null && next.id !== user.id) checkId(call, next.id);
  Object.assign(user, next);
}

function checkId({ state }: ApiCall, id: string): void {
  if (!partnerId.test(id) || id.startsWith('USR-')) {
    throw unprocessable(
      'Id has up to 1024 characters without spaces and slashes, and may not begin with "USR-".',
    );
  }
  for (const user of state.users.values()) {
    if (user.id === id) throw conflict('A user with this id exists already.');
  }
}
