import { expect, test } from 'vitest';
import { readAccept } from '../../../src/http/accept-header.ts';
import { checkResponseForm } from '../../../src/operation/rules/response-form.ts';
import { startTestGateway } from '../../support/gateway.ts';
import { household } from '../../support/household.ts';
import { expectSilence, keepBusy, statusCalls, watchStatus } from '../../support/watching.ts';

test.for([
  [undefined, true, true],
  [null, true, true],
  ['', true, true],
  ['*/*', true, true],
  ['text/*', true, true],
  ['TEXT/Event-Stream ; q=0.1', true, true],
  ['application/json, text/event-stream', true, true],
  ['text/event-stream;charset=utf-8', true, true],
  ['application/json', true, false],
  ['application/*', true, false],
  ['application/graphql-response+json', true, false],
  ['multipart/mixed', true, false],
  ['text/event-stream; charset=latin1', false, false],
  ['text/html, image/avif', false, false],
  ['json', false, false],
  [',', false, false],
] as const)('Accept %j can read a response: %s, and a stream: %s', ([accept, one, many]) => {
  const readable = readAccept(accept).forms;
  expect(checkResponseForm('query', readable) === undefined).toBe(one);
  expect(checkResponseForm('mutation', readable) === undefined).toBe(one);
  expect(checkResponseForm('subscription', readable) === undefined).toBe(many);
});

test('a subscription over an Accept without a stream is refused in a sentence, and watches no member', async () => {
  await using gateway = await startTestGateway();
  keepBusy(gateway);
  const body = { query: watchStatus, variables: { id: household.bankId } };
  const response = await gateway.post(body, { accept: 'application/json' });
  expect(response.status).toBe(406);
  expect(await response.json()).toMatchObject({
    errors: [
      {
        message:
          'For a subscription, Accept must allow text/event-stream, or multipart/mixed with subscriptionSpec=1.0 in a POST. Alternatively, use a WebSocket.',
        extensions: { code: 'BAD_USER_INPUT', retryable: false },
      },
    ],
  });
  for (const accept of ['multipart/mixed', 'text/html', 'application/graphql-response+json']) {
    expect((await gateway.post(body, { accept })).status).toBe(406);
  }
  await expectSilence(gateway);
  expect(statusCalls(gateway)).toBe(0);
});

test('a mutation whose response cannot be read is not run', async () => {
  await using gateway = await startTestGateway();
  const query = 'mutation { createUser(input: { externalId: "x" }) { __typename } }';
  expect((await gateway.post({ query }, { accept: 'text/html' })).status).toBe(406);
  expect(gateway.sandbox.calls).toEqual([]);
});
