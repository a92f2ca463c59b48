import type { Context } from '../context.ts';
import { loadAccount } from './account.ts';
import type { GlobalId, NodeType } from './global-id.ts';
import { readMember } from './member/read.ts';
import { type NodeModel, toNode } from './node.ts';
import { loadReward } from './reward.ts';
import type { Selection } from './selection.ts';
import { loadTransaction } from './transaction.ts';
import { readUser } from './user/read.ts';

type Lookup = (
  parts: readonly string[],
  context: Context,
  selection: Selection,
) => object | null | Promise<object | null>;

const lookups: Record<NodeType, Lookup> = {
  User: ([guid = ''], context, selection) => readUser(guid, context, selection),
  Member: ([userGuid = '', memberGuid = ''], context, selection) =>
    readMember({ userGuid, memberGuid }, context, selection),
  Account: loadAccount,
  Reward: loadReward,
  Transaction: loadTransaction,
  CreditCardProduct: ([guid = ''], { reference }) => reference.creditCardProduct(guid),
  Institution: ([code = ''], { reference }) => reference.institution(code),
};

/**
 * The object with this id; null when it does not exist or is not the viewer's.
 *
 * @param selection the selected fields of its type
 */
export async function readNode(
  { type, parts }: GlobalId,
  context: Context,
  selection: Selection,
): Promise<NodeModel | null> {
  const model = await lookups[type](parts, context, selection);
  return model === null ? null : toNode(type, model);
}
