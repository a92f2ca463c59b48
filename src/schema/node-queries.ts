import { limits } from '../limits.ts';
import { bound } from './bounded-arguments.ts';
import { builder } from './builder.ts';
import { toKnownId } from './global-id.ts';
import { Node } from './node.ts';
import { readNode } from './read-node.ts';
import { toSelection } from './selection.ts';

builder.queryFields((t) => ({
  node: t.field({
    type: Node,
    description: 'Any object by its global id; null when it does not exist or is not yours.',
    args: { id: t.arg.id({ required: true, description: 'A global id.' }) },
    resolve: (_root, args, context, info) => {
      const id = toKnownId(args.id, ['id']);
      return readNode(id, context, toSelection(info, id.type));
    },
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
        .map((id) => readNode(id, context, toSelection(info, id.type))),
  }),
}));
