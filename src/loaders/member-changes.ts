import type { MxClient } from '../mx/client.ts';
import type { CreateMemberInput, OAuthWindowInput, UpdateMemberInput } from '../mx/member-input.ts';
import type { MemberKey, MemberModel } from '../mx/member.ts';
import type { ConnectWidgetInput } from '../mx/widget.ts';
import type { StatusHub } from '../status/hub.ts';
import { deletedOrMissing } from './missing.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

/** The writes to members. The hub learns of every job that one of them starts. */
export interface MemberChanges {
  readonly create: (userGuid: string, input: CreateMemberInput) => Promise<Outcome<MemberModel>>;
  readonly update: (key: MemberKey, input: UpdateMemberInput) => Promise<Outcome<MemberModel>>;
  /** False when there is no such member. */
  readonly delete: (key: MemberKey) => Promise<boolean>;
  readonly requestOAuthWindow: (
    key: MemberKey,
    input: OAuthWindowInput,
  ) => Promise<Outcome<string>>;
  readonly requestConnectWidget: (
    userGuid: string,
    input: ConnectWidgetInput,
  ) => Promise<Outcome<string>>;
  /** The member that is in the way of a new one; null when it cannot be told. */
  readonly findOfInstitution: (
    userGuid: string,
    institutionCode: string,
  ) => Promise<MemberModel | null>;
}

export interface MemberChangesOptions {
  readonly mx: Pick<MxClient, 'members' | 'widgets'>;
  readonly hub: Pick<StatusHub, 'jobStarted' | 'nudge'>;
}

export function createMemberChanges({ mx, hub }: MemberChangesOptions): MemberChanges {
  const { members, widgets } = mx;

  function tellHub(member: MemberModel): MemberModel {
    const key = { userGuid: member.userGuid, memberGuid: member.guid };
    if (member.isBeingAggregated) hub.jobStarted(key, member);
    else hub.nudge(key);
    return member;
  }

  return {
    create: (userGuid, input) => outcomeOf(members.create(userGuid, input).then(tellHub)),
    update: (key, input) => outcomeOf(members.update(key, input).then(tellHub)),
    delete: (key) => deletedOrMissing(members.delete(key).then(() => hub.nudge(key))),
    requestOAuthWindow: (key, input) => outcomeOf(members.oauthWindow(key, input)),
    requestConnectWidget: (userGuid, input) => outcomeOf(widgets.connect(userGuid, input)),
    async findOfInstitution(userGuid, institutionCode) {
      try {
        // MX does not say which member is in the way; only one of that institution can be it.
        const { items, isComplete } = await members.list(userGuid);
        const same = items.filter((member) => member.institutionCode === institutionCode);
        return isComplete && same.length === 1 ? (same[0] ?? null) : null;
      } catch {
        return null; // the conflict is the answer; a failure here must not replace it
      }
    },
  };
}
