import { expect, test } from 'vitest';
import { startTestGateway } from '../support/gateway.ts';
import { household, nobody } from '../support/household.ts';

const partial = `{ user(guid: "${household.userGuid}") { guid } bad: node(id: "x") { id } }`;
const whole = `{ user(guid: "${nobody.userGuid}") { guid } }`;

test.for([
  ['data and an error', 'application/graphql-response+json', partial, 294],
  ['data and an error', 'application/json', partial, 200],
  ['data alone', 'application/graphql-response+json', whole, 200],
  ['an error alone', 'application/graphql-response+json', '{ nope }', 400],
] as const)('%s as %s, by POST and GET', async ([, accept, query, status]) => {
  await using gateway = await startTestGateway();
  const posted = await gateway.post({ query }, { accept });
  const got = await fetch(`${gateway.url}?${new URLSearchParams({ query })}`, {
    headers: { accept },
  });
  expect([posted.status, got.status]).toEqual([status, status]);
  expect(posted.ok).toBe(status < 300);
  expect(await posted.json()).toEqual(await got.json());
});

test('a field that is refused does not take the data with it, but tells when to come again', async () => {
  await using gateway = await startTestGateway({
    sandbox: {
      intercept: ({ path }) =>
        path.endsWith('/accounts')
          ? { status: 429, body: { error: {} }, headers: { 'retry-after': '30' } }
          : undefined,
    },
  });
  const query = `{ user(guid: "${household.userGuid}") { guid accounts { totalCount } } }`;
  const response = await gateway.post({ query }, { accept: 'application/graphql-response+json' });
  expect(response.status).toBe(294);
  expect(response.statusText).toBe('Partial Success');
  expect(await response.json()).toMatchObject({
    data: { user: { accounts: null } },
    errors: [{ extensions: { code: 'RATE_LIMITED' } }],
  });
});
