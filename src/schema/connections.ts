import { connectionOf } from './connection.ts';
import { Account, Institution, Member, Transaction, User } from './refs.ts';

export const UserConnection = connectionOf('User', User);
export const MemberConnection = connectionOf('Member', Member);
export const AccountConnection = connectionOf('Account', Account);
export const TransactionConnection = connectionOf('Transaction', Transaction);
export const InstitutionConnection = connectionOf('Institution', Institution);
