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

/** The writes to members. The hub learns of every job that one of them starts. */
export interface MemberChanges {
  /** Asked for twice, it is made once (`first-results.ts`). */
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
  /** The member that is in the way of a new one; null when it cannot be told. */
  readonly findInTheWay: (
    userGuid: OwnUserGuid,
    input: Pick<CreateMemberInput, 'institutionCode' | 'externalId'>,
  ) => Promise<MemberModel | null>;
}

export interface MemberChangesOptions {
  readonly mx: Pick<MxClient, 'members' | 'widgets'>;
  readonly hub: Pick<StatusHub, 'jobStarted' | 'nudge'>;
  readonly firstResults: FirstResults;
  /** Told of each member that is no more. */
  readonly onDeleted: (key: MemberKey) => void;
  /** Called before each change; what it throws is the outcome. */
  readonly takeJob: TakeJob;
}

export function createMemberChanges(options: MemberChangesOptions): MemberChanges {
  const { mx, hub, firstResults, onDeleted, takeJob } = options;
  const { members, widgets } = mx;

  function tellHub(member: MemberModel, isJobRequested = false): MemberModel {
    const key = { userGuid: member.userGuid, memberGuid: member.guid };
    // The job of an OAuth member waits for its sign-in.
    const isComing = isJobRequested && member.isOAuth !== true;
    if (member.isBeingAggregated || isComing) hub.jobStarted(key, member);
    else hub.nudge(key);
    return member;
  }

  /** Of what may have been made; rejects when it cannot be told. */
  async function findByExternalId(userGuid: string, externalId: string) {
    const { items, isComplete } = await members.list(userGuid);
    const found = items.find((member) => member.externalId === externalId);
    if (found === undefined && !isComplete) throw new MxError('BAD_RESPONSE', 'half a list');
    return found ?? null;
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
            made.then(({ isJobRequested, ...member }) => tellHub(member, isJobRequested === true)),
          );
        },
        find: isNamed ? () => findByExternalId(userGuid, externalId) : undefined,
        // MX takes no credentials twice (409); an OAuth member has none.
        isSafe: credentials.length > 0,
      });
    },
    async update(key, input) {
      takeJob(key);
      const update = members.update(key, input).then(
        (member) => tellHub(member),
        (error: unknown) => {
          hub.nudge(key); // it may have been made
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
        // MX does not say which member is in the way; only one of that institution can be it.
        const same = items.filter((member) => member.institutionCode === institutionCode);
        return isComplete && same.length === 1 ? (same[0] ?? null) : null;
      } catch {
        return null; // the conflict is the answer; a failure here must not replace it
      }
    },
  };
}
