import type { ApiCall } from './api-call.ts';
import { badRequest, notFound } from './errors.ts';
import { newGuid } from './guid.ts';
import { toConnectionState } from './jobs.ts';
import { checkCredentials, checkDuplicate, checkMemberId, checkTrouble } from './member-checks.ts';
import type { MemberRecord, UserRecord } from './records.ts';
import { booleanAt, objectAt, pairsAt, rootObject, textAt, textsAt } from './request-body.ts';
import type { WireFields } from './wire-fields.ts';

export interface NewMember {
  readonly member: MemberRecord;
  /** The products of `data_request`, which v20111101 does not have. */
  readonly products: readonly string[];
  readonly skipsAggregation: boolean;
  readonly redirectUrl: string | undefined;
}

const knownProducts = new Set([
  'account_verification',
  'identity_verification',
  'transactions',
  'transaction_history',
  'statements',
  'investments',
  'rewards',
]);

/** Reads `MemberCreateRequestBody`. Throws the errors of createMember. */
export function readNewMember(call: ApiCall, user: UserRecord): NewMember {
  const fields = rootObject(call.body, 'member');
  const isLegacy = call.version === 'v20111101';
  const products = isLegacy ? [] : (textsAt(objectAt(call.body, 'data_request'), 'products') ?? []);
  const unknown = products.find((product) => !knownProducts.has(product));
  if (unknown !== undefined) throw badRequest(`"${unknown}" is not a product.`);
  return {
    member: toMember(call, user, fields),
    products,
    skipsAggregation: isLegacy && booleanAt(fields, 'skip_aggregation') === true,
    redirectUrl: textAt(objectAt({ root: call.body }, 'root'), 'client_redirect_url') ?? undefined,
  };
}

function toMember(call: ApiCall, user: UserRecord, fields: WireFields): MemberRecord {
  const code = textAt(fields, 'institution_code');
  if (typeof code !== 'string') throw badRequest('"institution_code" is missing.');
  const institution = call.state.institutions.get(code);
  if (institution === undefined) throw notFound('Institution');
  checkTrouble(call, institution);
  const isOauth = booleanAt(fields, 'is_oauth') ?? false;
  const credentials = pairsAt(fields, 'credentials') ?? new Map<string, string>();
  if (isOauth && !institution.supportsOauth) throw badRequest('The institution has no OAuth.');
  if (isOauth && credentials.size > 0)
    throw badRequest('An OAuth member does not take credentials.');
  if (!isOauth) checkCredentials(institution, credentials);
  checkDuplicate(user, institution, credentials);
  const id = textAt(fields, 'id') ?? null;
  if (id !== null) checkMemberId(user, id);
  return createMemberRecord({
    guid: newGuid('MBR'),
    userGuid: user.guid,
    institution,
    isOauth,
    visibleAt: call.now + call.settings.creationLagMs,
    id,
    metadata: textAt(fields, 'metadata') ?? null,
    backgroundAggregationIsDisabled:
      booleanAt(fields, 'background_aggregation_is_disabled') ?? false,
    useCases: textsAt(fields, 'use_cases') ?? null,
    credentials,
  });
}

/** A member before its first job. */
export function createMemberRecord(
  identity: Pick<MemberRecord, 'guid' | 'userGuid' | 'institution'> & Partial<MemberRecord>,
): MemberRecord {
  return {
    isOauth: false,
    visibleAt: 0,
    id: null,
    metadata: null,
    backgroundAggregationIsDisabled: false,
    useCases: null,
    credentials: new Map(),
    baseState: toConnectionState(identity.isOauth === true ? 'PENDING' : 'CREATED'),
    job: undefined,
    due: undefined,
    aggregatedAt: null,
    successfullyAggregatedAt: null,
    succeededAt: new Map(),
    jobGuid: null,
    denials: 0,
    challengePassedAt: null,
    nextWord: undefined,
    accounts: [],
    rewards: [],
    ...identity,
  };
}
