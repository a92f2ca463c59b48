import { defineConnection } from './connection.ts';
import { Account, Institution, Member, Transaction, User } from './refs.ts';

export const UserConnection = defineConnection('User', User);
export const MemberConnection = defineConnection('Member', Member);
export const AccountConnection = defineConnection('Account', Account);
export const TransactionConnection = defineConnection('Transaction', Transaction);
export const InstitutionConnection = defineConnection('Institution', Institution);
