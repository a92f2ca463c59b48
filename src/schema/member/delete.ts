import { builder } from '../builder.ts';
import { DeletedPayload, deletedPayload } from '../deleted-payload.ts';
import { NotFoundError } from '../errors.ts';
import { keyOfInput, noSuchMember } from './payload.ts';

const DeleteMemberInput = builder.inputType('DeleteMemberInput', {
  description: 'Which member to delete.',
  fields: (t) => ({
    memberId: t.id({ required: true, description: 'Global id of the member.' }),
  }),
});

const DeleteMemberResult = builder.unionType('DeleteMemberResult', {
  description: 'The deletion, or NotFoundError if there was nothing to delete.',
  types: [DeletedPayload, NotFoundError],
});

builder.mutationField('deleteMember', (t) =>
  t.field({
    type: DeleteMemberResult,
    nullable: false,
    description: 'Delete a member with its accounts, rewards and transactions.',
    args: {
      input: t.arg({ type: DeleteMemberInput, required: true, description: 'The member.' }),
    },
    resolve: async (_root, { input }, context) => {
      const key = keyOfInput(input.memberId, context);
      if (key === null) return noSuchMember();
      const outcome = await context.memberChanges.delete(key);
      context.forgetLoaded(key.userGuid);
      switch (outcome.kind) {
        case 'done':
          return deletedPayload(input.memberId);
        case 'not-found':
          return noSuchMember();
      }
    },
  }),
);
