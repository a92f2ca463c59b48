import { expect, test } from 'vitest';
import { household } from '../../support/household.ts';
import type { ReceivedSpan } from '../../support/otlp-receiver.ts';
import { openSse, openSubscription } from '../../support/subscription.ts';
import { keepBusy } from '../../support/watching.ts';
import { linesOf } from '../log-lines.ts';
import { CLIENT, SERVER, tracesOf } from './traces-of.ts';

const document = `subscription Watch($id: ID!) {
  memberStatus(memberId: $id) { connectionStatusRaw member { name accounts { edges { node { name } } } } }
}`;
const variables = { id: household.bankId };
const statuses = ['CONNECTED', 'DELAYED', 'CONNECTED'];

const linkedTo = (spans: readonly ReceivedSpan[], { traceId, spanId }: ReceivedSpan) =>
  spans.filter(({ links }) =>
    links.some((link) => link.traceId === traceId && link.spanId === spanId),
  );

test.for(['websocket', 'sse'] as const)(
  'each event over %s has a trace that is linked to its subscription',
  async (transport) => {
    const { spans, gateway } = await tracesOf(async (running) => {
      keepBusy(running, 'CONNECTED');
      const options = { url: running.url, document, variables };
      await using events = await (transport === 'sse'
        ? openSse(options)
        : openSubscription(options));
      for (const status of statuses) {
        keepBusy(running, status);
        // The text of an SSE event is JSON within JSON.
        expect(JSON.stringify(await events.next())).toContain(status);
      }
    });
    const [subscription, ...others] = spans.filter(({ kind }) => kind === SERVER);
    expect(others).toEqual([]);
    if (subscription === undefined) throw new TypeError('no span of the subscription');
    expect(subscription).toMatchObject({
      name: 'subscription',
      attributes: { 'mx_gateway.transport': transport, 'mx_gateway.results': 3 },
    });
    const events = linkedTo(spans, subscription).filter(({ name }) => name === 'event');
    expect(events).toHaveLength(3);
    for (const event of events) {
      expect(event).toMatchObject({
        ...{ parentId: '', status: 0 },
        attributes: {
          'graphql.operation.type': 'subscription',
          'graphql.operation.name': 'Watch',
          'mx_gateway.document.hash': subscription.attributes['mx_gateway.document.hash'],
        },
      });
      expect(event.traceId).not.toBe(subscription.traceId);
      const ofEvent = spans.filter(({ traceId }) => traceId === event.traceId);
      expect(ofEvent.some(({ kind }) => kind === CLIENT)).toBe(true);
      for (const span of ofEvent) {
        expect(span.start >= event.start).toBe(true);
        expect(span.end <= event.end).toBe(true);
      }
    }
    // The polls belong to no operation: each is a trace of its own.
    const polls = spans.filter((span) => span.attributes['mx_gateway.call.kind'] === 'poll');
    expect(polls.length).toBeGreaterThan(0);
    for (const poll of polls) expect(poll).toMatchObject({ kind: CLIENT, parentId: '' });
    const [line] = linesOf(gateway, 'operation');
    expect(line?.['trace_id']).toBe(subscription.traceId);
  },
);

test('watchers that share an event have a span each, of which one has the calls', async () => {
  const { spans } = await tracesOf(async (running) => {
    keepBusy(running, 'CONNECTED');
    await using first = openSubscription({ url: running.url, document, variables });
    await first.next();
    await using second = openSubscription({ url: running.url, document, variables });
    await second.next();
    keepBusy(running, 'DELAYED');
    await Promise.all([first.next(), second.next()]);
  });
  const subscriptions = spans.filter(({ kind }) => kind === SERVER);
  expect(subscriptions).toHaveLength(2);
  const counts = subscriptions.map((each) => linkedTo(spans, each).length);
  expect(counts).toEqual([2, 2]);
  const shared = spans.filter(({ links }) => links.length === 2);
  expect(shared).toHaveLength(1);
});

test('a socket takes the trace of a client from the extensions of its operation', async () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const { spans } = await tracesOf(async ({ url }) => {
    const { createClient } = await import('graphql-ws');
    const client = createClient({ url: url.replace('http', 'ws'), retryAttempts: 0 });
    const extensions = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
    for await (const result of client.iterate({ query: '{ __typename }', extensions })) {
      expect(result.errors).toBeUndefined();
    }
    await client.dispose();
  });
  expect(spans.filter(({ kind }) => kind === SERVER)).toMatchObject([
    { traceId, parentId: '00f067aa0ba902b7', attributes: { 'mx_gateway.transport': 'websocket' } },
  ]);
});
