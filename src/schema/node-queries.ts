import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { limits } from '../limits.ts';
import { loadAccount } from './account.ts';
import { bound } from './bounded-arguments.ts';
import { builder } from './builder.ts';
import { type GlobalId, type NodeType, toKnownId } from './global-id.ts';
import { readMember } from './member/read.ts';
import { Node, type NodeModel, toNode } from './node.ts';
import { loadReward } from './reward.ts';
import { type Selection, toSelection } from './selection.ts';
import { loadTransaction } from './transaction.ts';
import { readUser } from './user/read.ts';

type Lookup = (
  parts: readonly string[],
  context: Context,
  selection: Selection,
) => Promise<object | null> | null;

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

builder.queryFields((t) => ({
  node: t.field({
    type: Node,
    description: 'Any object by its global id; null when it does not exist or is not yours.',
    args: { id: t.arg.id({ required: true, description: 'A global id.' }) },
    resolve: (_root, { id }, context, info) => load(toKnownId(id, ['id']), context, info),
  }),
  nodes: t.field({
    type: [Node],
    nullable: { list: false, items: true },
    description: `Up to ${limits.ids} objects by their global ids, in the order of the ids.`,
    args: {
      ids: t.arg.idList({
        required: true,
        description: 'Global ids.',
        extensions: bound('ids'),
      }),
    },
    resolve: (_root, { ids }, context, info) =>
      ids
        .map((id, index) => toKnownId(id, ['ids', String(index)]))
        .map((id) => load(id, context, info)),
  }),
}));

async function load(
  { type, parts }: GlobalId,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<NodeModel | null> {
  const model = await lookups[type](parts, context, toSelection(info, type));
  return model === null ? null : toNode(type, model);
}
