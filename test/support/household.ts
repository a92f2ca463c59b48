import { demo } from '../../src/sandbox/seed.ts';
import { toGlobalId } from '../../src/schema/global-id.ts';

const { userGuid, bank, cards } = demo.household;

/** The demo household, with the names that clients of the gateway use. */
export const household = {
  ...demo.household,
  userId: toGlobalId('User', userGuid),
  bankId: toGlobalId('Member', userGuid, bank.memberGuid),
  cardsId: toGlobalId('Member', userGuid, cards.memberGuid),
  /** The path of MX's calls about the user. */
  path: `/users/${userGuid}`,
  bankPath: `/users/${userGuid}/members/${bank.memberGuid}`,
};

/** Valid guids of MX that belong to nobody. */
export const nobody = {
  userGuid: 'USR-00000000-0000-4000-8000-000000000000',
  memberGuid: 'MBR-00000000-0000-4000-8000-000000000000',
  memberId: toGlobalId('Member', userGuid, 'MBR-00000000-0000-4000-8000-000000000000'),
};

/** The credential fields of MX Bank. */
export const mxbank = {
  login: 'CRD-9f61fb4c-912c-bd1e-b175-ccc7f0275cc1',
  password: 'CRD-e3d7ea81-aac7-05e9-fbdd-4b493c6e474d',
};

export function mxbankCredentials(password: string) {
  return [
    { guid: mxbank.login, value: 'mxuser' },
    { guid: mxbank.password, value: password },
  ];
}
