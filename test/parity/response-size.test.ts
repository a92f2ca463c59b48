import { expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { createCaller, type Transport, transports } from '../support/caller.ts';
import { startTestGateway, type TestGatewayOptions } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { openRawSocket } from '../support/raw-socket.ts';

const METADATA = 'm'.repeat(400_000);

/** A sandbox whose user and members hold this much metadata. */
const hoarding: NonNullable<TestGatewayOptions['sandbox']> = {
  rewrite: (_request, response) => {
    const { body } = response;
    if (typeof body !== 'object' || body === null) return response;
    const grown = Object.entries(body).map(([key, value]) =>
      key === 'user' || key === 'member' ? [key, { ...value, metadata: METADATA }] : [key, value],
    );
    return { ...response, body: Object.fromEntries(grown) };
  },
};

const metadata = (count: number) =>
  Array.from({ length: count }, (_, index) => `m${index}: metadata`).join(' ');

/** 12 MB of response. */
const query = `{ user(guid: "${household.userGuid}") { ${metadata(29)} } }`;
const refusal = {
  message: `The response exceeds ${limits.responseBytes} bytes. Request fewer objects or fields.`,
  extensions: { code: 'RESPONSE_TOO_LARGE', retryable: false, limit: 'responseBytes' },
};

test.for(transports)('a response over its bytes is one refusal over %s', async (transport) => {
  await using gateway = await startTestGateway({ sandbox: hoarding });
  await using caller = createCaller({ url: gateway.url });
  const { answers, text } = await caller.ask(transport, { query });
  expect(answers).toEqual([{ data: null, errors: [refusal] }]);
  expect(text.length).toBeLessThan(2_000);

  const within = { query: `{ user(guid: "${household.userGuid}") { ${metadata(20)} } }` };
  const [answer] = (await caller.ask(transport, within)).answers;
  expect(Object.keys(answer?.data?.['user'])).toHaveLength(20);
  const events = gateway.logs.map((line) => JSON.parse(line));
  expect(events.filter(({ event }) => event === 'limited')).toMatchObject([
    { limit: 'responseBytes', times: 1 },
  ]);
  expect(events.filter(({ event }) => event === 'operation')).toMatchObject([
    { codes: ['RESPONSE_TOO_LARGE'] },
    { codes: [] },
  ]);
});

test('a response over its bytes is one refusal to GET, and in both dialects of HTTP', async () => {
  await using gateway = await startTestGateway({ sandbox: hoarding });
  const url = `${gateway.url}?${new URLSearchParams({ query })}`;
  for (const [accept, status] of [
    ['application/json', 200],
    ['application/graphql-response+json', 294],
  ] as const) {
    const got = await fetch(url, { headers: { accept } });
    expect(await got.json()).toEqual({ data: null, errors: [refusal] });
    const posted = await gateway.post({ query }, { accept });
    expect(await posted.json()).toEqual({ data: null, errors: [refusal] });
    expect([got.status, posted.status]).toEqual([status, status]);
  }
});

test('one id many times is refused, however small the request', async () => {
  await using gateway = await startTestGateway({ sandbox: hoarding });
  const ids = Array.from({ length: 100 }, () => household.userId);
  const document = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on User { ${metadata(29)} } } }`;
  expect(await gateway.query(document, { ids })).toEqual({ data: null, errors: [refusal] });
});

test('a mutation whose response is refused is reported as possibly made', async () => {
  await using gateway = await startTestGateway({ sandbox: hoarding });
  const document = `mutation ($input: UpdateUserInput!) {
    updateUser(input: $input) { ... on UserPayload { user { ${metadata(29)} } } }
  }`;
  const { data, errors } = await gateway.query(document, {
    input: { userId: household.userId, email: 'ada@example.com' },
  });
  expect(data).toBeNull();
  expect(errors).toMatchObject([{ extensions: refusal.extensions }]);
  expect(errors?.[0]?.message).toContain('Changes may have been made.');
});

const tooLarge = `subscription ($id: ID!) {
  memberStatus(memberId: $id) { revision member { ${metadata(29)} } }
}`;

test.for(['sse', 'websocket'] satisfies Transport[])(
  'an event over its bytes ends its stream with the refusal over %s',
  async (transport) => {
    await using gateway = await startTestGateway({ sandbox: hoarding });
    await using caller = createCaller({ url: gateway.url });
    const { answers } = await caller.ask(transport, {
      query: tooLarge,
      variables: { id: household.bankId },
    });
    expect(answers).toEqual([{ errors: [refusal] }]);
  },
);

test('a refused response does not affect the others of its socket', async () => {
  await using gateway = await startTestGateway({ sandbox: hoarding });
  await using raw = await openRawSocket(gateway.url);
  const watched = 'subscription ($id: ID!) { memberStatus(memberId: $id) { revision } }';
  raw.subscribe('1', watched, { id: household.bankId });
  expect(await raw.next('1')).toMatchObject({ type: 'next' });
  raw.subscribe('2', query);
  expect(await raw.next('2')).toMatchObject({ payload: { errors: [refusal] } });
  raw.subscribe('3', '{ __typename }');
  expect(await raw.next('3')).toMatchObject({ payload: { data: { __typename: 'Query' } } });
  expect(raw.messages.filter(({ id }) => id === '1')).toHaveLength(1);
});
