import { expect, test } from 'vitest';
import { startTestGateway } from '../support/gateway.ts';

const QUERY = '{"query":"{ __typename }"}';

test.for<[string, string]>([
  ['application/json', 'application/json'],
  ['application/json;charset=utf-8', 'application/json ; charset="utf-8"'],
  ['application/json ; charset="UTF-8"', '*/*'],
  ['Application/JSON', 'APPLICATION/JSON'],
  ['application/json ;', ' application/json , text/plain'],
  ['application/json\t;charset=utf-8', 'application/graphql-response+json ; q=0.9 , */* ; q=0.1'],
])('a query of the type %j with Accept %j is answered', async ([type, accept]) => {
  await using gateway = await startTestGateway();
  const response = await gateway.post(QUERY, { 'content-type': type, accept });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
});

test.for([
  ['text/plain', '*/*', 415],
  ['application/jsonp', '*/*', 415],
  ['application/json', 'text/html', 406],
  ['application/json', 'application/json;q=0', 406],
  ['application/json', 'application/json;charset=utf-16', 406],
] as const)('%s with Accept %s is refused in a sentence: %i', async ([type, accept, status]) => {
  await using gateway = await startTestGateway();
  const response = await gateway.post(QUERY, { 'content-type': type, accept });
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({
    errors: [{ message: expect.any(String), extensions: { code: 'BAD_USER_INPUT' } }],
  });
});
