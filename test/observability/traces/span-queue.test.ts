import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { AlwaysOnSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { createExporter } from '../../../src/observability/traces/exporter.ts';
import { type ExportOutcome, SpanQueue } from '../../../src/observability/traces/span-queue.ts';
import { type OtlpReceiver, startOtlpReceiver, tracesTo } from '../../support/otlp-receiver.ts';

/** A queue that exports each span at once, and its outcomes as they come. */
function startQueue({ url }: OtlpReceiver, { exportMs = 10_000, gatherMs = 0 } = {}) {
  const outcomes: ExportOutcome[] = [];
  const waiting: ((outcome: ExportOutcome) => void)[] = [];
  const queue = new SpanQueue({
    ...createExporter(tracesTo(url, { exportMs })),
    ...{ exportMs, gatherMs },
    onExport(outcome) {
      const take = waiting.shift();
      if (take === undefined) outcomes.push(outcome);
      else take(outcome);
    },
  });
  const tracer = new TracerProvider({
    sampler: new AlwaysOnSampler(),
    spanProcessors: [queue],
  }).getTracer('test');
  return {
    queue,
    add: (count: number) => {
      for (let times = 0; times < count; times += 1) tracer.startSpan('span').end();
    },
    next: () => {
      const outcome = outcomes.shift();
      if (outcome !== undefined) return Promise.resolve(outcome);
      return new Promise<ExportOutcome>((resolve) => {
        waiting.push(resolve);
      });
    },
  };
}

test('a collector that hangs costs a bounded number of spans, and what is lost is counted', async () => {
  await using receiver = await startOtlpReceiver();
  const asked = Promise.withResolvers<ServerResponse>();
  receiver.respond = (_request, response) => asked.resolve(response);
  const { queue, add, next } = startQueue(receiver);
  add(512);
  const response = await asked.promise;
  add(20_000);
  // All that could wait beside the export does, and nothing else is kept.
  expect([queue.exported, queue.dropped]).toEqual([0, 20_000 - 8_192]);
  receiver.respond = undefined;
  response.writeHead(400).end();
  expect(await next()).toEqual({ spans: 512, code: '400' });
  await queue.forceFlush();
  expect(queue.dropped).toBe(20_000 - 8_192 + 512);
  expect(queue.exported).toBe(8_192);
  expect(receiver.spans).toHaveLength(8_192);
  add(1);
  await queue.forceFlush();
  expect(queue.exported).toBe(8_193);
  await queue.shutdown();
});

/** Sends a piece now and then, so that no limit of silence is reached. */
function drip(response: ServerResponse, bytes = 1) {
  const timer = setInterval(() => response.write('.'.repeat(bytes)), 20);
  response.on('close', () => clearInterval(timer));
}

test('responses that drip for ever end, so that exports go on when the collector is well', async () => {
  await using receiver = await startOtlpReceiver();
  const closed: Promise<unknown>[] = [];
  receiver.respond = (_request, response) => {
    closed.push(once(response, 'close'));
    drip(response.writeHead(500));
  };
  const { queue, add, next } = startQueue(receiver, { exportMs: 100 });
  add(1);
  expect(await next()).toEqual({ spans: 1, code: 'late' });
  // The connection is closed, and the exporter does not send the spans again.
  await Promise.all(closed);
  expect(closed).toHaveLength(1);
  // More than the exporter allows at a time.
  for (let times = 0; times < 40; times += 1) {
    add(1);
    void queue.forceFlush().catch(() => {});
  }
  const outcomes = await Promise.all(Array.from({ length: 40 }, next));
  for (const { code } of outcomes) expect(code).not.toBeNull();
  await Promise.all(closed);
  receiver.respond = undefined;
  add(1);
  expect(await next()).toEqual({ spans: 1, code: null });
  expect([queue.exported, queue.dropped]).toEqual([1, 41]);
  await queue.shutdown();
});

test.for([
  ['is silent', () => {}, 'late'],
  ['never ends its body', (response) => response.writeHead(200).write('.'), 'late'],
  ['is busy', (response) => response.writeHead(503, { 'retry-after': '3600' }).end(), 'busy'],
  ['sends more than anybody needs', (response) => drip(response, 2 ** 20), 'unreadable'],
  ['cuts the connection', (response) => response.destroy(), 'ECONNRESET'],
  ['redirects', (response) => response.writeHead(307, { location: '/' }).end(), '307'],
] as const satisfies readonly (readonly [string, (response: ServerResponse) => unknown, string])[])(
  'of a collector that %s, the code says so',
  async ([, respond, code]) => {
    await using receiver = await startOtlpReceiver();
    receiver.respond = (_request, response) => void respond(response);
    const exportMs = code === 'late' || code === 'ECONNRESET' ? 200 : 10_000;
    const { queue, add, next } = startQueue(receiver, { exportMs });
    add(3);
    expect(await next()).toEqual({ spans: 3, code });
    expect([queue.exported, queue.dropped]).toEqual([0, 3]);
    receiver.respond = undefined;
    await queue.shutdown();
  },
);
