import type { LookupAddress } from 'node:dns';
import { expect, test } from 'vitest';
import { createMxClient } from '../../../src/mx/client.ts';
import { createAddresses, type Resolve } from '../../../src/mx/wire/addresses.ts';
import { createTransport } from '../../../src/mx/wire/transport.ts';
import { createManualClock, settle } from '../../support/manual-clock.ts';
import { answer, startWireServer } from '../../support/wire-server.ts';

const v4 = (address: string): LookupAddress => ({ address, family: 4 });
const v6 = (address: string): LookupAddress => ({ address, family: 6 });
const FAILED = Object.assign(new Error('SERVFAIL'), { code: 'EAI_AGAIN' });

/** Addresses on a manual clock. What `find` gives is an address, a code, or nothing as yet. */
function setUp() {
  const clock = createManualClock();
  let asked = 0;
  let resolve: Resolve = async () => [v4('192.0.2.1')];
  const addresses = createAddresses({
    resolve: (hostname) => {
      asked += 1;
      return resolve(hostname);
    },
    now: clock.now,
    schedule: (run, ms) => {
      const cancelled = new AbortController();
      void clock.sleep(ms, cancelled.signal).then(() => cancelled.signal.aborted || run());
      return () => cancelled.abort();
    },
  });
  return {
    clock,
    addresses,
    asked: () => asked,
    resolveWith: (next: Resolve) => {
      resolve = next;
    },
    async find(options: { readonly all?: boolean; readonly family?: number } = {}) {
      let found: unknown;
      addresses.lookup('mx.test', { all: false, ...options }, (error, address) => {
        found = error === null ? address : error.code;
      });
      await settle();
      return { now: () => found };
    },
  };
}

const hang: Resolve = () => new Promise(() => {});
const fail: Resolve = () => Promise.reject(FAILED);

test('an address is resolved once for fifteen seconds, and then again', async () => {
  const t = setUp();
  expect((await t.find()).now()).toBe('192.0.2.1');
  t.resolveWith(async () => [v4('192.0.2.2')]);
  await t.clock.advance(14_999);
  expect((await t.find()).now()).toBe('192.0.2.1');
  expect(t.asked()).toBe(1);
  await t.clock.advance(1);
  expect((await t.find()).now()).toBe('192.0.2.2');
  expect(t.asked()).toBe(2);
});

test('an address that leads nowhere is resolved again at once', async () => {
  const t = setUp();
  await t.find();
  t.resolveWith(async () => [v4('192.0.2.2')]);
  t.addresses.doubt();
  expect((await t.find()).now()).toBe('192.0.2.2');
});

test('one resolution is in flight at a time, whoever waits for it', async () => {
  const t = setUp();
  t.resolveWith(hang);
  const finds = await Promise.all(Array.from({ length: 100 }, () => t.find()));
  await t.clock.advance(60_000);
  expect(t.asked()).toBe(1);
  expect(new Set(finds.map((find) => find.now()))).toEqual(new Set(['ETIMEOUT']));
  expect((await t.find()).now()).toBeUndefined();
  expect(t.asked()).toBe(1);
});

test.for([
  ['hangs', hang, 250],
  ['fails', fail, 0],
] as const)('the old address lasts for an hour while the resolver %s', async ([, how, waitMs]) => {
  const t = setUp();
  await t.find();
  t.resolveWith(how);
  await t.clock.advance(60_000);
  const find = await t.find();
  expect(find.now()).toBe(waitMs > 0 ? undefined : '192.0.2.1');
  await t.clock.advance(waitMs);
  expect(find.now()).toBe('192.0.2.1');
  await t.clock.advance(60 * 60_000);
  const late = await t.find();
  await t.clock.advance(750);
  expect(late.now()).toBe(how === fail ? 'EAI_AGAIN' : 'ETIMEOUT');
});

test('a host without any address yet fails fast, and is resolved again for the next call', async () => {
  const t = setUp();
  t.resolveWith(fail);
  expect((await t.find()).now()).toBe('EAI_AGAIN');
  expect((await t.find()).now()).toBe('EAI_AGAIN');
  expect(t.asked()).toBe(2);
});

test('a lookup gets all addresses, or those of one family', async () => {
  const t = setUp();
  const both = [v6('2001:db8::1'), v4('192.0.2.1')];
  t.resolveWith(async () => both);
  expect((await t.find({ all: true })).now()).toEqual(both);
  expect((await t.find({ all: true, family: 4 })).now()).toEqual([v4('192.0.2.1')]);
  expect((await t.find({ family: 4 })).now()).toBe('192.0.2.1');
  t.resolveWith(async () => []);
  t.addresses.doubt();
  expect((await t.find()).now()).toBe('ENOTFOUND');
});

function startClient(port: number, resolve: Resolve) {
  return createMxClient({
    baseUrl: `http://mx.test:${port}`,
    clientId: 'client',
    apiKey: 'key',
    apiVersion: 'v20111101',
    timeoutMs: 4_000,
    transport: createTransport(`http://mx.test:${port}`, 8, { resolve, connectionMs: 100 }),
  });
}

const said = (email: string) => answer(JSON.stringify({ user: { guid: 'USR-1', email } }));

test('busy connections follow MX to another address, and none stays', async () => {
  let address = '127.0.0.1';
  await using first = await startWireServer((socket) => socket.write(said('first')));
  await using second = await startWireServer((socket) => socket.write(said('second')), {
    host: '127.0.0.2',
    port: first.port,
  });
  await using client = startClient(first.port, async () => [v4(address)]);
  const read = async () => (await client.users.read('USR-1')).email;
  expect(await read()).toBe('first');
  address = '127.0.0.2';
  // 15 seconds at most for a name that was fresh: the old server goes away sooner here.
  await first[Symbol.asyncDispose]();
  await expect.poll(read, { interval: 10 }).toBe('second');
  const { length } = first.requests;
  for (let turn = 0; turn < 20; turn += 1) expect(await read()).toBe('second');
  expect(first.requests).toHaveLength(length);
  expect(second.requests.length).toBeGreaterThanOrEqual(20);
});

test('an old connection is replaced by a new one', async () => {
  await using server = await startWireServer((socket) => socket.write(said('it')));
  await using client = startClient(server.port, async () => [v4('127.0.0.1')]);
  await client.users.read('USR-1');
  await expect
    .poll(
      async () => {
        await client.users.read('USR-1');
        return server.connections();
      },
      { interval: 20 },
    )
    .toBeGreaterThanOrEqual(4);
});

test.for([
  ['hangs', hang],
  ['fails', fail],
] as const)('a call fails within its deadline while the resolver %s', async ([, resolve]) => {
  await using client = startClient(1, resolve);
  await expect(client.users.read('USR-1')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect(client.users.create({ email: 'a@b.c' })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
  });
});
