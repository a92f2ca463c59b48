import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { beforeAll, afterAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import * as operations from '../../client/src/generated/operations.ts';
import { type Data, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { mintNow, tokenAuth } from '../support/tenants.ts';
import { readWire, sendWire, type WireRequest } from './wire/http.ts';
import { ios1Frames, iosFrames, toIosHashGet, toIosPost, type WireOperation } from './wire/ios.ts';
import { kotlinFrames, toKotlinHashGet, toKotlinPost } from './wire/kotlin.ts';

let gateway: TestGateway;
const token = mintNow({ mx_user_guid: household.userGuid });
const payload = { Authorization: `Bearer ${token}` };
beforeAll(async () => {
  gateway = await startTestGateway({ config: { auth: tokenAuth } });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const node: WireOperation = {
  operationName: 'Node',
  query: operations.Node,
  variables: { id: household.bankId },
};
const status: WireOperation = {
  operationName: 'MemberStatus',
  query: operations.MemberStatus,
  variables: { memberId: household.bankId },
};
const sha256 = createHash('sha256').update(node.query).digest('hex');

async function ask(request: WireRequest): Promise<Data> {
  const response = await sendWire(gateway.url, request);
  return JSON.parse(await readWire(response)) as Data;
}

test.each([
  ['Apollo iOS', toIosHashGet(node, token, sha256), toIosPost(node, token)],
  ['Apollo Kotlin', toKotlinHashGet(node, token, sha256), toKotlinPost(node, token)],
])('%s is told to send the text behind its hash, and then gets data', async (_, hashed, whole) => {
  const { errors } = await ask(hashed);
  expect(errors[0].message).toMatch(/^PersistedQueryNot(?:Found|Supported)$/);
  expect(await ask(whole)).toMatchObject({ data: { node: { id: household.bankId } } });
});

interface Frames {
  readonly init: (init: object) => string;
  readonly subscribe: () => string;
  readonly complete: string;
  readonly isBinary: boolean;
}

const id = kotlinFrames.toId();
const dialects: Readonly<Record<string, Frames>> = {
  'Apollo iOS 2': {
    init: iosFrames.init,
    subscribe: () => iosFrames.subscribe(1, status),
    complete: iosFrames.complete(1),
    isBinary: true,
  },
  'Apollo iOS 1': {
    init: ios1Frames.init,
    subscribe: () => ios1Frames.subscribe(1, status),
    complete: iosFrames.complete(1),
    isBinary: false,
  },
  'Apollo Kotlin': {
    init: kotlinFrames.init,
    subscribe: () => kotlinFrames.subscribe(id, status),
    complete: kotlinFrames.complete(id),
    isBinary: false,
  },
};

async function openSocket(protocol: string) {
  const socket = new WebSocket(gateway.url.replace('http', 'ws'), protocol);
  const seen: string[] = [];
  socket.on('message', (data: Buffer) => {
    seen.push((JSON.parse(String(data)) as Data)['type'] as string);
  });
  socket.on('error', () => {}); // `close` follows
  await once(socket, 'open');
  return { socket, seen };
}

test.each(Object.keys(dialects))('the frames of %s subscribe, ping and complete', async (name) => {
  const { init, subscribe, complete, isBinary: binary } = dialects[name] as Frames;
  const { socket, seen } = await openSocket('graphql-transport-ws');
  socket.send(init(payload), { binary });
  await expect.poll(() => seen).toEqual(['connection_ack']);
  socket.send(subscribe(), { binary });
  await expect.poll(() => seen).toEqual(['connection_ack', 'next']);
  socket.send(iosFrames.ping(), { binary });
  await expect.poll(() => seen.at(-1)).toBe('pong');
  socket.send(complete, { binary });
  socket.send(kotlinFrames.ping(), { binary });
  await expect.poll(() => seen.slice(2)).toEqual(['pong', 'pong']);
  socket.close(1000);
});

test('a version 1 of Apollo iOS that says goodbye in the older protocol ends its socket', async () => {
  const { socket, seen } = await openSocket('graphql-transport-ws');
  socket.send(ios1Frames.init(payload));
  await expect.poll(() => seen).toEqual(['connection_ack']);
  socket.send(ios1Frames.terminate());
  expect((await once(socket, 'close'))[0]).toBe(4400);
});
