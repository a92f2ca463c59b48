import { expect, test } from 'vitest';
import { readTraceContext } from '../../../src/observability/traces/trace-context.ts';
import { connectRawHttp, postText } from '../../support/raw-http.ts';
import { openRawSocket } from '../../support/raw-socket.ts';
import { linesOf } from '../log-lines.ts';
import { SERVER, tracesOf } from './traces-of.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const good = `00-${TRACE}-${SPAN}-01`;
const query = '{ __typename }';

test.for([
  [good, { traceFlags: 1 }],
  [`00-${TRACE}-${SPAN}-00`, { traceFlags: 0 }],
  // Other bits of the flags are unknown, and later versions may have more fields.
  [`00-${TRACE}-${SPAN}-ff`, { traceFlags: 1 }],
  [`01-${TRACE}-${SPAN}-01`, { traceFlags: 1 }],
  [`cc-${TRACE}-${SPAN}-01-more`, { traceFlags: 1 }],
] as const)('%s is the span of a client', ([traceparent, wanted]) => {
  expect(readTraceContext({ traceparent })).toEqual({
    ...{ traceId: TRACE, spanId: SPAN, isRemote: true },
    ...wanted,
  });
});

/** Values that the specification says to ignore, and values of no form at all. */
const bad = [
  ['no id of a trace', `00-${'0'.repeat(32)}-${SPAN}-01`],
  ['no id of a span', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['the version that is invalid', `ff-${TRACE}-${SPAN}-01`],
  ['upper case', good.toUpperCase()],
  ['one digit too many', `00-${TRACE}0-${SPAN}-01`],
  ['a field that version 00 does not have', `${good}-more`],
  ['no flags', `00-${TRACE}-${SPAN}`],
  ['space around it', ` ${good} `],
  ['other letters', `00-${'g'.repeat(32)}-${SPAN}-01`],
  ['two values in one', `${good}, ${good}`],
  ['no text', ''],
  ['a length without end', `cc-${TRACE}-${SPAN}-01-${'x'.repeat(5_000)}`],
] as const;

test.for(bad)('a traceparent with %s is ignored', ([, traceparent]) => {
  expect(readTraceContext({ traceparent })).toBeUndefined();
});

test('no traceparent and no tracestate breaks an operation over HTTP', async () => {
  const { spans } = await tracesOf(async ({ url, post }) => {
    for (const [, traceparent] of bad) {
      const response = await post({ query }, { traceparent });
      expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
    }
    for (const tracestate of ['', ',,,', '=', 'a=b,a=c', 'A=\u00e9', 'x'.repeat(4_000)]) {
      const response = await post({ query }, { traceparent: good, tracestate });
      expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
    }
    using raw = await connectRawHttp(url);
    const header = `traceparent: ${good}`;
    raw.write(postText({ query }, header, header, 'Connection: close'));
    expect((await raw.closed).text).toContain('"__typename":"Query"');
  });
  const servers = spans.filter(({ kind }) => kind === SERVER);
  expect(servers).toHaveLength(bad.length + 7);
  // Those whose state alone was bad belong to the client's trace. HTTP removes space around a value.
  expect(servers.filter(({ traceId }) => traceId === TRACE)).toHaveLength(6 + 1);
});

test('no traceparent breaks an operation on a socket, whatever its type', async () => {
  const values: readonly unknown[] = [
    ...bad.map(([, value]) => value),
    7,
    null,
    true,
    {},
    [good],
    { toString: good },
  ];
  const extensions = [
    ...values.map((traceparent) => ({ traceparent })),
    ...[
      { traceparent: good, tracestate: 7 },
      { traceparent: good, tracestate: ['a=b'] },
    ],
  ];
  const { spans, gateway } = await tracesOf(async ({ url }) => {
    await using raw = await openRawSocket(url);
    for (const [at, each] of extensions.entries()) {
      const id = String(at);
      raw.send({ type: 'subscribe', id, payload: { query, extensions: each } });
      expect(await raw.next(id)).toMatchObject({ payload: { data: { __typename: 'Query' } } });
    }
  });
  const servers = spans.filter(({ kind }) => kind === SERVER);
  expect(servers).toHaveLength(extensions.length);
  expect(servers.filter(({ traceId }) => traceId === TRACE)).toHaveLength(2);
  expect(linesOf(gateway, 'failed')).toEqual([]);
});
