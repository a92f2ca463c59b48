import { builder } from './builder.ts';

interface DeletedPayloadModel {
  readonly __typename: 'DeletedPayload';
  readonly deletedId: string;
}

export const DeletedPayload = builder.objectRef<DeletedPayloadModel>('DeletedPayload').implement({
  description: 'The object was deleted.',
  fields: (t) => ({
    deletedId: t.exposeID('deletedId', {
      nullable: false,
      description: 'Global id of the deleted object, to remove from caches.',
    }),
  }),
});

export function deletedPayload(deletedId: string): DeletedPayloadModel {
  return { __typename: 'DeletedPayload', deletedId };
}
