import type { OwnMemberKey, OwnUserGuid } from '../auth/keys.ts';
import type {
  CreateMemberInput,
  OAuthWindowInput,
  UpdateMemberInput,
} from '../mx/api/member-input.ts';
import type { MemberKey, MemberModel } from '../mx/api/member.ts';
import type { ConnectWidgetInput } from '../mx/api/widget.ts';
import type { MxClient } from '../mx/client.ts';
import { MxError } from '../mx/errors.ts';
import type { StatusHub } from '../status/hub.ts';
import { type CreationOutcome, type FirstResults, type Origin, toKey } from './first-results.ts';
import type { TakeJob } from './job-budget.ts';
import {
  type DeletionOutcome,
  type InstitutionUnavailable,
  type Outcome,
  toDeletionOutcome,
  toOutcome,
  toOutcomeAtInstitution,
} from './outcome.ts';

/** The writes to members. The hub is notified of every job that a write starts. */
export interface MemberChanges {
  /** A repeated creation creates one member (`first-results.ts`). */
  readonly create: (
    userGuid: OwnUserGuid,
    input: CreateMemberInput,
    origin: Origin,
  ) => Promise<CreationOutcome<MemberModel, InstitutionUnavailable>>;
  readonly update: (
    key: OwnMemberKey,
    input: UpdateMemberInput,
  ) => Promise<Outcome<MemberModel> | InstitutionUnavailable>;
  readonly delete: (key: OwnMemberKey) => Promise<DeletionOutcome>;
  readonly requestOAuthWindow: (
    key: OwnMemberKey,
    input: OAuthWindowInput,
  ) => Promise<Outcome<string>>;
  readonly requestConnectWidget: (
    userGuid: OwnUserGuid,
    input: ConnectWidgetInput,
  ) => Promise<Outcome<string>>;
  /** The existing member that conflicts with a new one; null if it cannot be identified. */
  readonly findInTheWay: (
    userGuid: OwnUserGuid,
    input: Pick<CreateMemberInput, 'institutionCode' | 'externalId'>,
  ) => Promise<MemberModel | null>;
}

export interface MemberChangesOptions {
  readonly mx: Pick<MxClient, 'members' | 'widgets'>;
  readonly hub: Pick<StatusHub, 'jobStarted' | 'nudge'>;
  readonly firstResults: FirstResults;
  /** Called for each member that was deleted. */
  readonly onDeleted: (key: MemberKey) => void;
  /** Called before each change; an error that it throws is the outcome. */
  readonly takeJob: TakeJob;
}

export function createMemberChanges(options: MemberChangesOptions): MemberChanges {
  const { mx, hub, firstResults, onDeleted, takeJob } = options;
  const { members, widgets } = mx;

  function notifyHub(member: MemberModel, isJobRequested = false): MemberModel {
    const key = { userGuid: member.userGuid, memberGuid: member.guid };
    // The job of an OAuth member only starts after the sign-in.
    const isComing = isJobRequested && member.isOAuth !== true;
    if (member.isBeingAggregated || isComing) hub.jobStarted(key, member);
    else hub.nudge(key);
    return member;
  }

  /** Searches for a member that may have been created; rejects if the list is incomplete. */
  async function findMade(userGuid: string, input: CreateMemberInput): Promise<MemberModel | null> {
    const { items, isComplete } = await members.list(userGuid);
    const found = items.find((member) => member.externalId === input.externalId);
    if (found === undefined && !isComplete) throw new MxError('BAD_RESPONSE', 'half a list');
    // A member at another institution is older, and in the way of this one.
    return found?.institutionCode === input.institutionCode ? notifyHub(found) : null;
  }

  return {
    create(userGuid, input, origin) {
      const { externalId, credentials } = input;
      const isNamed = typeof externalId === 'string';
      return firstResults.create({
        what: 'member',
        key: toKey(origin, externalId, userGuid),
        input: { userGuid, ...input },
        async make() {
          takeJob({ userGuid });
          const made = members.create(userGuid, input);
          return toOutcomeAtInstitution(
            made.then(({ isJobRequested, ...member }) =>
              notifyHub(member, isJobRequested === true),
            ),
          );
        },
        find: isNamed ? () => findMade(userGuid, input) : undefined,
        // MX does not accept the same credentials twice (409); an OAuth member has none.
        isSafe: credentials.length > 0,
      });
    },
    async update(key, input) {
      takeJob(key);
      const update = members.update(key, input).then(
        (member) => notifyHub(member),
        (error: unknown) => {
          hub.nudge(key); // the update may have been made
          throw error;
        },
      );
      return toOutcomeAtInstitution(update);
    },
    async delete(key) {
      takeJob(key);
      const deletion = members.delete(key).then(() => onDeleted(key));
      return toDeletionOutcome(deletion.finally(() => hub.nudge(key)));
    },
    requestOAuthWindow: (key, input) => toOutcome(members.oauthWindow(key, input)),
    requestConnectWidget: (userGuid, input) => toOutcome(widgets.connect(userGuid, input)),
    async findInTheWay(userGuid, { institutionCode, externalId = null }) {
      try {
        const { items, isComplete } = await members.list(userGuid);
        const named = items.find((member) => member.externalId === externalId);
        if (externalId !== null && named !== undefined) return named;
        // MX does not say which member conflicts; it can only be a member at the same institution.
        const same = items.filter((member) => member.institutionCode === institutionCode);
        return isComplete && same.length === 1 ? (same[0] ?? null) : null;
      } catch {
        return null; // the conflict is the answer; a failure here must not replace it
      }
    },
  };
}
