import { Secret } from '../../../src/secret.ts';

export const USER = 'USR-1';
export const KEY = { userGuid: USER, memberGuid: 'MBR-1' };
export const PATH = '/users/USR-1/members/MBR-1';

export const credentials = [
  { guid: 'CRD-1', value: new Secret('mxuser') },
  { guid: 'CRD-2', value: new Secret(1234) },
];

export const wireCredentials = [
  { guid: 'CRD-1', value: 'mxuser' },
  { guid: 'CRD-2', value: '1234' },
];

export const wire = {
  aggregated_at: '2016-10-13T18:07:57.000Z',
  background_aggregation_is_disabled: false,
  connection_status: 'CONNECTED',
  error: '{}',
  guid: 'MBR-1',
  id: 'unique_id',
  institution_code: 'mxbank',
  is_being_aggregated: false,
  is_managed_by_user: true,
  is_manual: false,
  is_oauth: false,
  metadata: 'm',
  most_recent_job_guid: false,
  name: 'MX Bank',
  needs_updated_credentials: false,
  oauth_window_uri: null,
  successfully_aggregated_at: '2016-10-13T17:57:38Z',
  use_cases: null,
  user_guid: USER,
};

export const model = {
  guid: 'MBR-1',
  userGuid: USER,
  externalId: 'unique_id',
  name: 'MX Bank',
  institutionCode: 'mxbank',
  isOAuth: false,
  isManual: false,
  isManagedByUser: true,
  backgroundAggregationIsDisabled: false,
  needsUpdatedCredentials: false,
  oauthWindowUri: null,
  metadata: 'm',
  error: null,
  connectionStatus: 'CONNECTED',
  isBeingAggregated: false,
  aggregatedAt: '2016-10-13T18:07:57.000Z',
  successfullyAggregatedAt: '2016-10-13T17:57:38.000Z',
};
