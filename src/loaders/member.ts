import type DataLoader from 'dataloader';
import type { OwnMemberKey, OwnUserGuid } from '../auth/keys.ts';
import type { Batch } from '../ledger.ts';
import type { CredentialModel } from '../mx/api/institution.ts';
import type { MemberKey, MemberModel } from '../mx/api/member.ts';
import type { MxCalls } from '../mx/client.ts';
import { missingAsNull } from '../mx/not-found.ts';
import type { StatusReading } from '../status/paced-reads.ts';
import { settleEach } from './batching/batch.ts';
import { createListLoader, type ListLoader, listOrRead } from './batching/list-or-read.ts';
import { createLoader } from './batching/loader.ts';
import { noteLoads } from './batching/note-loads.ts';
import type { LoaderSources } from './sources.ts';

export const memberCacheKey = (key: MemberKey) => `${key.userGuid}/${key.memberGuid}`;

const byMember = { cacheKeyFn: memberCacheKey };

type MemberLoader<Value> = DataLoader<OwnMemberKey, Value, string>;

/** Each is created on first use, because many operations read one member and nothing else. */
export class MemberLoaders {
  readonly #sources: LoaderSources;
  #membersOfUser: ListLoader<OwnUserGuid, MemberModel> | undefined;
  #member: MemberLoader<MemberModel | null> | undefined;
  #memberStatus: MemberLoader<StatusReading | null> | undefined;
  #memberCredentials: MemberLoader<readonly CredentialModel[] | null> | undefined;

  constructor(sources: LoaderSources) {
    this.#sources = sources;
  }

  get membersOfUser() {
    const sources = this.#sources;
    return (this.#membersOfUser ??= createListLoader(
      sources,
      'membersOfUser',
      (userGuid: OwnUserGuid, batch) =>
        sources.share(batch, {
          userGuid,
          name: 'members',
          read: (calls) => calls.members.list(userGuid),
        }),
    ));
  }

  get member() {
    return (this.#member ??= this.#createMember());
  }

  #createMember(): MemberLoader<MemberModel | null> {
    const sources = this.#sources;
    const from = {
      parentOf: (key: OwnMemberKey) => key.userGuid,
      lists: this.membersOfUser,
      isSame: (key: OwnMemberKey, item: MemberModel) => item.guid === key.memberGuid,
    };
    const readIn = (batch: Batch) => (key: OwnMemberKey) =>
      sources.share(batch, {
        userGuid: key.userGuid,
        name: `member ${key.memberGuid}`,
        read: (calls) => calls.members.read(key),
      });
    return createLoader(
      sources,
      'member',
      (keys: readonly OwnMemberKey[], batch) => listOrRead(keys, { ...from, read: readIn(batch) }),
      byMember,
    );
  }

  get memberStatus() {
    return (this.#memberStatus ??= this.#createMemberStatus());
  }

  #createMemberStatus(): MemberLoader<StatusReading | null> {
    const sources = this.#sources;
    const loader: MemberLoader<StatusReading | null> = createLoader(
      sources,
      'memberStatus',
      (keys, batch) => settleEach(keys, (key) => missingAsNull(sources.readStatus(batch, key))),
      byMember,
    );
    return noteLoads(loader, (key) => sources.note({ kind: 'status', key }));
  }

  get memberCredentials() {
    return (this.#memberCredentials ??= this.#createMemberCredentials());
  }

  #createMemberCredentials(): MemberLoader<readonly CredentialModel[] | null> {
    const sources = this.#sources;
    return createLoader(
      sources,
      'memberCredentials',
      (keys, batch) =>
        settleEach(keys, (key) => {
          const name = `credentials of ${key.memberGuid}`;
          const read = (calls: MxCalls) => calls.members.credentials(key);
          return missingAsNull(sources.share(batch, { userGuid: key.userGuid, name, read }));
        }),
      byMember,
    );
  }
}
