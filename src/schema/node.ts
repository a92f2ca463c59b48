import { builder } from './builder.ts';
import type { NodeType } from './global-id.ts';

/** Any object with a global id: its model, and the name of its type. */
export type NodeModel = object & { readonly __typename: NodeType };

export const Node = builder.interfaceRef<object>('Node').implement({
  description: 'An object that can be read again by its id alone.',
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description: 'Opaque global id. It locates an object, but does not grant access to it.',
    }),
  }),
});

/** A model as a Node. The interface finds the object type by this name. */
export function toNode(type: NodeType, model: object): NodeModel {
  return { ...model, __typename: type };
}
