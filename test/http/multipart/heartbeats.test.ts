import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { createJsonHandler } from '../../../src/http/json.ts';
import type { PartSender } from '../../../src/http/multipart/part-sender.ts';
import { beat } from '../../../src/http/multipart/subscription-parts.ts';
import { startBareServer } from '../../support/http-server.ts';
import { openParts } from '../../support/parts.ts';
import { createTestPipeline } from '../../support/pipeline.ts';

/** Two results, each of which the test releases, and the senders that get heartbeats. */
async function startCounting() {
  const schema = buildSchema('type Query { a: Int } type Subscription { count: Int }');
  const next = { release: () => {} };
  async function* count() {
    for (let at = 1; at <= 2; at += 1) {
      await new Promise<void>((resolve) => {
        next.release = resolve;
      });
      yield { count: at };
    }
  }
  const field = schema.getSubscriptionType()?.getFields()['count'];
  if (field) field.subscribe = count;
  const open = new Set<PartSender>();
  const beats = {
    add: (sender: PartSender) => void open.add(sender),
    delete: (sender: PartSender) => void open.delete(sender),
  };
  const { pipeline, mask } = createTestPipeline(schema);
  const graphql = createJsonHandler({ pipeline, mask, others: () => {}, beats });
  const server = await startBareServer({ graphql });
  return {
    url: `${server.url}/graphql`,
    open,
    release: () => next.release(),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

test('a quiet stream gets heartbeats, which clients ignore', async () => {
  await using counting = await startCounting();
  const { url, open, release } = counting;
  await using stream = await openParts({
    url,
    body: { query: 'subscription { count }' },
  });
  open.forEach(beat);
  expect(await stream.next()).toEqual({});
  release();
  expect(await stream.next()).toEqual({ payload: { data: { count: 1 } } });
  open.forEach(beat);
  expect(await stream.next()).toEqual({});
  release();
  expect(await stream.rest()).toEqual([{ payload: { data: { count: 2 } } }]);
  expect(open.size).toBe(0);
});

test('an open stream in parts that is cut gets no more heartbeats', async () => {
  await using counting = await startCounting();
  const { url, open } = counting;
  const stream = await openParts({
    url,
    body: { query: 'subscription { count }' },
  });
  expect(open.size).toBe(1);
  await stream[Symbol.asyncDispose]();
  await expect.poll(() => open.size).toBe(0);
});
