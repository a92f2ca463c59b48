import { expect, test } from 'vitest';
import { toSubject } from '../../../src/mx/wire/subject.ts';

test.for([
  [{ user_guid: 'USR-1' }, '', 'USR-1', 'USR-1'],
  [{ user_guid: 'USR-1', member_guid: 'MBR-1' }, '?page=1', 'USR-1', 'USR-1/MBR-1'],
  [{ user_guid: 'USR-1', account_guid: 'ACT-1' }, '', 'USR-1', 'USR-1'],
  [{ institution_code: 'mxbank' }, '', 'mxbank', 'mxbank'],
  [{ credit_card_product_guid: 'CCA-1' }, '', 'CCA-1', 'CCA-1'],
  [{}, '?id=ada', '?id=ada', '?id=ada'],
  [{}, '', undefined, undefined],
] as const)('the path %j with query %j is about %s, named %s', ([params, query, owner, name]) => {
  expect(toSubject(params, query)).toEqual({ owner, name });
});
