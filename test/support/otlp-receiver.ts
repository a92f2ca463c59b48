import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import type { TracesConfig } from '../../src/config/trace-variables.ts';
import { Secret } from '../../src/secret.ts';
import { allOf, hexOf, numberOf, type ProtoField, readFields, textOf } from './protobuf.ts';

type Value = string | boolean | bigint | number | readonly Value[] | null;
export type Attributes = Readonly<Record<string, Value>>;

/** A span as it arrived (opentelemetry-proto, trace/v1/trace.proto). */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a root. */
  readonly parentId: string;
  readonly traceState: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client. */
  readonly kind: number;
  /** Nanoseconds since 1970. */
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: Attributes;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  /** 2 for an error. */
  readonly status: number;
  readonly message: string;
  readonly resource: Attributes;
}

export interface OtlpReceiver extends AsyncDisposable {
  /** The URL that accepts traces. */
  readonly url: string;
  readonly spans: ReceivedSpan[];
  /** The bodies of all exports, one after another. */
  readonly bytes: () => Buffer;
  /** The headers of each export. */
  readonly headers: IncomingMessage['headers'][];
  /** Handles the next exports; undefined accepts them. */
  respond: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
}

/** A collector of traces in the test, which decodes the bytes itself. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const bodies: Buffer[] = [];
  const server = createServer((request, response) => void receive(request, response));

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isZipped = request.headers['content-encoding'] === 'gzip';
    const body = await buffer(isZipped ? request.pipe(createGunzip()) : request);
    receiver.headers.push(request.headers);
    if (receiver.respond !== undefined) return receiver.respond(request, response);
    bodies.push(body);
    receiver.spans.push(...readSpans(body));
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const receiver: OtlpReceiver = {
    url: `http://127.0.0.1:${port}/v1/traces`,
    spans: [],
    headers: [],
    bytes: () => Buffer.concat(bodies),
    respond: undefined,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

/** The settings of a gateway that exports every trace to this URL. */
export function tracesTo(url: string, changes: Partial<TracesConfig> = {}): TracesConfig {
  return {
    url,
    headers: new Secret({}),
    compression: 'none',
    exportMs: 10_000,
    resource: { 'service.name': 'test' },
    sampler: 'parentbased_always_on',
    ratio: 1,
    ...changes,
  };
}

function readSpans(body: Buffer): ReceivedSpan[] {
  return allOf(readFields(body), 1).flatMap((bytes) => {
    const ofResource = readFields(bytes);
    const resource = readAttributes(readFields(allOf(ofResource, 1)[0] ?? Buffer.of()), 1);
    return allOf(ofResource, 2).flatMap((scope) =>
      allOf(readFields(scope), 2).map((span) => toSpan(readFields(span), resource)),
    );
  });
}

function toSpan(fields: readonly ProtoField[], resource: Attributes): ReceivedSpan {
  const status = readFields(allOf(fields, 15)[0] ?? Buffer.of());
  return {
    traceId: hexOf(fields, 1),
    spanId: hexOf(fields, 2),
    traceState: textOf(fields, 3),
    parentId: hexOf(fields, 4),
    name: textOf(fields, 5),
    kind: Number(numberOf(fields, 6)),
    start: numberOf(fields, 7),
    end: numberOf(fields, 8),
    attributes: readAttributes(fields, 9),
    links: allOf(fields, 13).map((bytes) => {
      const link = readFields(bytes);
      return { traceId: hexOf(link, 1), spanId: hexOf(link, 2) };
    }),
    status: Number(numberOf(status, 3)),
    message: textOf(status, 2),
    resource,
  };
}

function readAttributes(fields: readonly ProtoField[], number: number): Attributes {
  return Object.fromEntries(
    allOf(fields, number).map((bytes) => {
      const pair = readFields(bytes);
      return [textOf(pair, 1), readValue(readFields(allOf(pair, 2)[0] ?? Buffer.of()))];
    }),
  );
}

function readValue(fields: readonly ProtoField[]): Value {
  const [field] = fields;
  if (field === undefined) return null;
  const { number, value } = field;
  if (number === 1) return textOf(fields, 1);
  if (number === 2) return value === 1n;
  if (number === 3) return Number(value);
  if (number === 5 && typeof value !== 'bigint') {
    return allOf(readFields(value), 1).map((item) => readValue(readFields(item)));
  }
  // A double keeps its bits.
  return Buffer.from(new BigUint64Array([value as bigint]).buffer).readDoubleLE();
}
