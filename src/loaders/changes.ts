import type { CreateMemberInput, MxClient } from '../mx/client.ts';
import { isMxError, type MxErrorCode } from '../mx/errors.ts';
import type { MemberModel } from '../mx/member.ts';
import type { UserInput, UserModel } from '../mx/user.ts';
import type { StatusHub } from '../status/hub.ts';

/** How a change ended, when it ended in a way that callers are expected to handle. */
export type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'missing' }
  | { readonly kind: 'invalid' }
  /** `existing` is the object in the way, where it can be told. */
  | { readonly kind: 'conflict'; readonly existing: T | null };

/** The writes to users and members. Any other failure than an `Outcome` is an `MxError`. */
export interface Changes {
  readonly createUser: (input: UserInput) => Promise<Outcome<UserModel>>;
  readonly createMember: (
    userGuid: string,
    input: CreateMemberInput,
  ) => Promise<Outcome<MemberModel>>;
}

export interface ChangesOptions {
  readonly mx: MxClient;
  readonly hub: Pick<StatusHub, 'jobStarted'>;
}

export function createChanges({ mx, hub }: ChangesOptions): Changes {
  return {
    createUser: (input) =>
      settled(
        () => mx.users.create(input),
        async () => {
          const { externalId } = input;
          if (typeof externalId !== 'string') return null;
          const { items } = await mx.users.list({ externalId }, { page: 1, perPage: 10 });
          return items.find((user) => user.externalId === externalId) ?? null;
        },
      ),

    createMember: (userGuid, input) =>
      settled(
        async () => {
          const member = await mx.members.create(userGuid, input);
          const key = { userGuid, memberGuid: member.guid };
          if (member.isBeingAggregated) hub.jobStarted(key, member);
          return member;
        },
        async () => {
          // MX does not say which member is in the way; only one of that institution can be it.
          const members = await mx.members.list(userGuid);
          const same = members.filter((member) => member.institutionCode === input.institutionCode);
          return same.length === 1 ? (same[0] ?? null) : null;
        },
      ),
  };
}

const expected: Partial<Record<MxErrorCode, 'missing' | 'invalid'>> = {
  NOT_FOUND: 'missing',
  INVALID_INPUT: 'invalid',
};

async function settled<T>(
  change: () => Promise<T>,
  findExisting: () => Promise<T | null>,
): Promise<Outcome<T>> {
  try {
    return { kind: 'done', value: await change() };
  } catch (error) {
    if (isMxError(error, 'CONFLICT')) {
      // The refusal is the answer; not finding what is in the way must not turn it into a failure.
      return { kind: 'conflict', existing: await findExisting().catch(() => null) };
    }
    const kind = isMxError(error) ? expected[error.code] : undefined;
    if (kind === undefined) throw error;
    return { kind };
  }
}
