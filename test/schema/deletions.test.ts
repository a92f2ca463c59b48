import { expect, test } from 'vitest';
import { demo } from '../../src/sandbox/seed.ts';
import { toGlobalId } from '../../src/schema/global-id.ts';
import { startTestGateway } from '../support/gateway.ts';

const { userGuid, bank } = demo.household;
const deletions = [
  ['deleteUser', `userId: "${toGlobalId('User', userGuid)}"`],
  ['deleteMember', `memberId: "${toGlobalId('Member', userGuid, bank.memberGuid)}"`],
] as const;

const deletion = ([name, input]: (typeof deletions)[number]) =>
  `mutation { ${name}(input: { ${input} }) { __typename ... on DeletedPayload { deletedId } } }`;

test.for(deletions)('%s deletes once, and is then NotFoundError', async (which) => {
  await using gateway = await startTestGateway();
  const [first, second] = [
    await gateway.query(deletion(which)),
    await gateway.query(deletion(which)),
  ];
  expect(first.data?.[which[0]].__typename).toBe('DeletedPayload');
  expect(second.data?.[which[0]].__typename).toBe('NotFoundError');
});

test.for(deletions.flatMap((which) => [400, 409, 422].map((status) => ({ which, status }))))(
  '$which.0 that MX refuses with $status is no success',
  async ({ which, status }) => {
    await using gateway = await startTestGateway({
      sandbox: { intercept: ({ method }) => (method === 'DELETE' ? { status } : undefined) },
    });
    const { data, errors } = await gateway.query(deletion(which));
    expect(data).toBeNull();
    expect(errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
  },
);
