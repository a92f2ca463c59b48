import { connectionOf } from './connection.ts';
import { Account, Institution, Member } from './refs.ts';

export const MemberConnection = connectionOf('Member', Member);
export const AccountConnection = connectionOf('Account', Account);
export const InstitutionConnection = connectionOf('Institution', Institution);
