import { isGuid } from '../path.ts';
import { isRow } from './decode.ts';

/** The body of a webhook, or an object in it: other than in responses, every field is kept. */
type Body = Readonly<Record<string, unknown>>;

const isBody: (value: unknown) => value is Body = isRow;

/** The kinds of data of a member that a webhook may announce. */
export type WebhookData = 'REWARDS' | 'ACCOUNTS' | 'TRANSACTIONS' | 'MEMBERS';

/** Recognises a webhook that MX sends again. */
export interface WebhookIdentity {
  /** Equal for all webhooks about the same object, or for the copies of one webhook. */
  readonly key: string;
  /** Increases with each webhook of the key; null if all webhooks of the key are copies. */
  readonly revision: number | null;
  readonly action: string | null;
}

/** What a webhook announces. The data itself is always read from MX. */
export interface WebhookModel {
  /** MX's type or noun, such as `REWARD` or `MEMBER`; `unrecognized` for any other text. */
  readonly kind: string;
  readonly userGuid: string;
  /** Null for a webhook about the whole user. */
  readonly memberGuid: string | null;
  /** True if the status of the member, or of all members of the user, may have changed. */
  readonly concernsStatus: boolean;
  /** The data that may have changed. */
  readonly data: readonly WebhookData[];
  /** When the job was completed, in milliseconds since 1970; null if it is not known. */
  readonly completedAt: number | null;
  /** Null if two equal webhooks may report two events. */
  readonly identity: WebhookIdentity | null;
}

interface Kind {
  /** Defaults to true. */
  readonly concernsStatus?: false;
  readonly data: readonly WebhookData[] | ((subject: Body) => readonly WebhookData[]);
}

const EVERYTHING = ['REWARDS', 'ACCOUNTS', 'TRANSACTIONS'] as const;

/**
 * The webhooks that announce something that clients can read: docs.mx.com/resources/webhooks. MX
 * adds types at any time.
 */
const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>(
  Object.entries({
    CONNECTION_STATUS: { data: ['MEMBERS'] },
    REWARD: { data: ['REWARDS'] },
    AGGREGATION: { data: toAggregatedData },
    BALANCE: { data: ['ACCOUNTS'] },
    HISTORY: { data: ['TRANSACTIONS'] },
    STATEMENT: { data: [] },
    VERIFICATION: { data: ['ACCOUNTS'] },
    INITIAL_DATA_READY: { data: EVERYTHING },
    // A job does not say of which type it is.
    JOB: { data: (job) => (job['status_name'] === 'COMPLETED' ? EVERYTHING : []) },
    MEMBER: { data: ['MEMBERS'] },
    ACCOUNT: { data: ['ACCOUNTS'] },
    TRANSACTION: { concernsStatus: false, data: ['TRANSACTIONS'] },
    USER: { data: [] },
  } satisfies Record<string, Kind>),
);

/** A type that MX has added may be about a job. */
const unrecognized: Kind = { data: [] };

const MAX_TEXT = 64;

/**
 * Reads a webhook: either flat with a `type`, or an object of MX under its noun. Null for a webhook
 * that names no user, or is about neither a user nor a member. Accepts any JSON.
 */
export function decodeWebhook(body: unknown): WebhookModel | null {
  if (!isBody(body)) return null;
  const { noun, subject } = findSubject(body);
  const userGuid = subject[noun === 'USER' ? 'guid' : 'user_guid'];
  const memberGuid = noun === 'USER' ? null : toMemberGuid(noun, subject);
  if (!isGuid(userGuid) || (memberGuid === null && noun !== 'USER')) return null;
  const kind = kinds.get(noun);
  const { concernsStatus = true, data } = kind ?? unrecognized;
  return {
    kind: kind === undefined ? 'unrecognized' : noun,
    userGuid,
    memberGuid,
    concernsStatus,
    data: typeof data === 'function' ? data(subject) : data,
    completedAt: toMilliseconds(subject[noun === 'JOB' ? 'finished_at' : 'completed_at']),
    identity: toIdentity(noun, subject, body),
  };
}

function findSubject(body: Body): { readonly noun: string; readonly subject: Body } {
  const { type, user_guid: userGuid } = body;
  const flat = { noun: typeof type === 'string' ? toNoun(type) : '', subject: body };
  if (isGuid(userGuid)) return flat;
  const root = Object.entries(body).find(
    ([key, value]) => isBody(value) && (kinds.has(toNoun(key)) || isGuid(value['user_guid'])),
  );
  return root === undefined ? flat : { noun: toNoun(root[0]), subject: root[1] as Body };
}

function toNoun(name: string): string {
  return name.toUpperCase();
}

function toMemberGuid(noun: string, subject: Body): string | null {
  const guid = subject['member_guid'] ?? (noun === 'MEMBER' ? subject['guid'] : undefined);
  return isGuid(guid) ? guid : null;
}

/** MX also refreshes rewards in the background, perhaps without a webhook of their own. */
function toAggregatedData(subject: Body): readonly WebhookData[] {
  const counts = [subject['transactions_created_count'], subject['transactions_updated_count']];
  const hasTransactions = !counts.every((count) => count === 0);
  return [
    ...(subject['is_background'] === false ? [] : (['REWARDS'] as const)),
    'ACCOUNTS',
    ...(hasTransactions ? (['TRANSACTIONS'] as const) : []),
  ];
}

function toIdentity(noun: string, subject: Body, body: Body): WebhookIdentity | null {
  const { guid, revision, completed_at: completedAt } = subject;
  const action = toKeyPart(body['action'] ?? null);
  if (isKeyPart(guid) && Number.isSafeInteger(revision)) {
    return { key: toKey(noun, guid), revision: Number(revision), action };
  }
  if (noun === 'INITIAL_DATA_READY' && isKeyPart(guid)) {
    return { key: toKey(noun, guid), revision: null, action };
  }
  const { status_name: status, updated_at: updatedAt } = subject;
  if (noun === 'JOB' && isKeyPart(guid) && isKeyPart(status) && isKeyPart(updatedAt)) {
    return { key: toKey(noun, guid, status, updatedAt), revision: null, action };
  }
  const { user_guid: userGuid, member_guid: memberGuid } = subject;
  if (isKeyPart(userGuid) && isKeyPart(memberGuid) && isKeyPart(completedAt)) {
    return { key: toKey(noun, userGuid, memberGuid, completedAt), revision: null, action };
  }
  return null;
}

/** Longer texts could fill the memory. */
function isKeyPart(value: unknown): value is string | number {
  return typeof value === 'number' || (typeof value === 'string' && value.length <= MAX_TEXT);
}

function toKeyPart(value: unknown): string | null {
  return isKeyPart(value) ? String(value) : null;
}

function toKey(...parts: readonly (string | number)[]): string {
  return JSON.stringify(parts);
}

/** @param seconds Unix time, a whole number or a text that contains one */
function toMilliseconds(seconds: unknown): number | null {
  const number = typeof seconds === 'string' && /^\d{1,12}$/.test(seconds) ? +seconds : seconds;
  return typeof number === 'number' && Number.isSafeInteger(number) && number > 0
    ? number * 1_000
    : null;
}
