import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type Data, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { household } from '../support/household.ts';
import { mintNow, tokenAuth } from '../support/tenants.ts';
import { keepBusy } from '../support/watching.ts';
import { readWire, sendWire, type WireRequest } from './wire/http.ts';
import { ios1Frames, iosFrames, toIosHashGet, toIosPost, type WireOperation } from './wire/ios.ts';
import { kotlinFrames, toKotlinHashGet, toKotlinPost } from './wire/kotlin.ts';

const token = () => mintNow({ mx_user_guid: household.userGuid });
const config = { auth: tokenAuth, isProduction: true };

const watch: WireOperation = {
  operationName: 'Watch',
  query:
    'subscription Watch($id: ID!) { memberStatus(memberId: $id) { __typename connectionStatusRaw } }',
  variables: { id: household.bankId },
};
const read: WireOperation = {
  operationName: 'Read',
  query: 'query Read($id: ID!) { node(id: $id) { __typename id } }',
  variables: { id: household.bankId },
};

interface Handshake {
  /** Empty if the headers name one: `ws` then accepts a handshake without it, as OkHttp does. */
  readonly protocols?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** A WebSocket on which a test sends frames, and reads every message. */
async function openFrames({ url }: TestGateway, handshake: Handshake = {}) {
  const { protocols = ['graphql-transport-ws'], headers = {} } = handshake;
  const address = url.replace('http', 'ws');
  // Both offer to compress.
  const options = { headers, perMessageDeflate: true };
  const socket = new WebSocket(address, [...protocols], options);
  const messages: Data[] = [];
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(String(data)) as Data));
  const closed = once(socket, 'close') as Promise<[code: number, reason: Buffer]>;
  socket.on('error', () => {});
  await Promise.race([once(socket, 'open'), closed]);
  const until = (type: string, count = 1) =>
    vi.waitUntil(() => messages.filter((message) => message['type'] === type).length === count, {
      timeout: 5_000,
    });
  return {
    socket,
    messages,
    until,
    closed,
    async [Symbol.asyncDispose]() {
      socket.terminate();
      await closed;
    },
  };
}

test('Apollo iOS 2 follows a subscription in binary frames, and leaves it', async () => {
  await using gateway = await startTestGateway({ config });
  keepBusy(gateway);
  await using frames = await openFrames(gateway);
  const send = (text: string) => frames.socket.send(Buffer.from(text), { binary: true });
  send(iosFrames.init({ authorization: `Bearer ${token()}` }));
  await frames.until('connection_ack');
  send(iosFrames.subscribe(1, watch));
  await frames.until('next');
  keepBusy(gateway, 'DENIED');
  await frames.until('next', 2);
  expect(frames.messages.at(-1)).toMatchObject({
    id: '1',
    payload: { data: { memberStatus: { connectionStatusRaw: 'DENIED' } } },
  });
  send(iosFrames.ping());
  await frames.until('pong');
  send(iosFrames.complete(1));
  send(iosFrames.subscribe(2, read));
  await frames.until('complete');
  expect(frames.messages.at(-1)).toEqual({ type: 'complete', id: '2' });
});

test('Apollo iOS 1 follows a subscription, with the Origin of its address', async () => {
  await using gateway = await startTestGateway({ config });
  const host = new URL(gateway.url).host;
  const headers = { Origin: `ws://${host}`, Host: host };
  await using frames = await openFrames(gateway, { headers });
  frames.socket.send(ios1Frames.init({ authorization: `Bearer ${token()}` }));
  await frames.until('connection_ack');
  frames.socket.send(ios1Frames.subscribe(1, watch));
  await frames.until('next');
  frames.socket.send(ios1Frames.terminate());
  expect((await frames.closed)[0]).toBe(4400);
});

test('the default protocol of Apollo Kotlin 4 is closed with 4406 before anything is sent', async () => {
  await using gateway = await startTestGateway({ config });
  await using frames = await openFrames(gateway, {
    protocols: [],
    headers: { 'Sec-WebSocket-Protocol': 'graphql-ws' },
  });
  expect((await frames.closed)[0]).toBe(4406);
  expect(frames.messages).toEqual([]);
});

test('Apollo Kotlin follows a subscription, with its pings', async () => {
  await using gateway = await startTestGateway({ config });
  await using frames = await openFrames(gateway);
  frames.socket.send(kotlinFrames.init({ authorization: `Bearer ${token()}` }));
  await frames.until('connection_ack');
  const id = kotlinFrames.toId();
  frames.socket.send(kotlinFrames.subscribe(id, watch));
  await frames.until('next');
  frames.socket.send(kotlinFrames.ping());
  await frames.until('pong');
  expect(frames.messages.find(({ type }) => type === 'next')?.['id']).toBe(id);
});

test.for([
  ['Apollo iOS', (id: number) => Buffer.from(iosFrames.init({ authorization: `Bearer ${id}` }))],
  ['Apollo Kotlin', (id: number) => kotlinFrames.init({ authorization: `Bearer ${id}` })],
] as const)('%s is closed with 4403 for a token that is not good', async ([, toInit]) => {
  await using gateway = await startTestGateway({ config });
  await using frames = await openFrames(gateway);
  frames.socket.send(toInit(1));
  expect((await frames.closed)[0]).toBe(4403);
});

const clients = [
  ['Apollo iOS', toIosHashGet, toIosPost],
  ['Apollo Kotlin', toKotlinHashGet, toKotlinPost],
] as const;

const hash = createHash('sha256').update(read.query).digest('hex');

async function ask({ url }: TestGateway, request: WireRequest): Promise<Data> {
  return JSON.parse(await readWire(await sendWire(url, request))) as Data;
}

test.for(clients)(
  '%s sends the hash of a document in a GET, and gets its result if the manifest has it',
  async ([, toHashGet, toPost]) => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'documents-'));
    const persistedDocuments = join(folder.path, 'manifest.json');
    await writeFile(persistedDocuments, JSON.stringify({ [hash]: read.query }));
    await using gateway = await startTestGateway({ config: { ...config, persistedDocuments } });
    const found = { data: { node: { __typename: 'Member', id: household.bankId } } };
    expect(await ask(gateway, toHashGet(read, token(), hash))).toEqual(found);
    expect(await ask(gateway, toPost(read, token()))).toEqual(found);
    const other = hash.replaceAll(/\w/g, '0');
    const { errors } = await ask(gateway, toHashGet(read, token(), other));
    expect(errors).toMatchObject([{ message: 'PersistedQueryNotFound' }]);
  },
);

test.for(clients)('%s is told that hashes are off without a manifest', async ([, toHashGet]) => {
  await using gateway = await startTestGateway({ config });
  const { errors } = await ask(gateway, toHashGet(read, token(), hash));
  expect(errors).toMatchObject([{ message: 'PersistedQueryNotSupported' }]);
});
