import { expect, test } from 'vitest';
import { createSharedReads } from '../../src/loaders/batching/shared-reads.ts';
import { createOperationReads, type Reader } from '../../src/loaders/operation-reads.ts';
import type { DependentRead, RememberedReads } from '../../src/loaders/remembered-reads.ts';
import type { SharedData } from '../../src/loaders/shared-data.ts';
import { createMxClient } from '../../src/mx/client.ts';
import { MxError } from '../../src/mx/errors.ts';
import type { Transport } from '../../src/mx/wire/transport.ts';
import { ownKey } from '../support/keys.ts';

const userGuid = 'USR-1';
const reader: Reader = {
  lane: userGuid,
  left: undefined,
  operationId: { operation: {}, text: () => 'wallet' },
};

const keysOf = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) =>
    ownKey({ userGuid, memberGuid: `MBR-${prefix}-${index}` }),
  );
const toReads = (keys: ReturnType<typeof keysOf>) =>
  keys.map((key): DependentRead => ({ kind: 'rewards', key }));

/** The reads of an operation that remembers some rewards, from an MX without rewards. */
function createBench(remembered: readonly DependentRead[], body = '{"rewards":[]}') {
  const transport: Transport = {
    async exchange({ admit }) {
      const bytes = Buffer.from(body);
      if (!admit(bytes.length)) {
        return { kind: 'failure', sent: true, cause: 'unadmitted', detail: 'unadmitted' };
      }
      return {
        kind: 'answer',
        status: 200,
        contentType: 'application/json',
        retryAfter: undefined,
        date: undefined,
        body: bytes,
      };
    },
    close: async () => {},
  };
  const mx = createMxClient({
    ...{ baseUrl: 'http://127.0.0.1', apiVersion: 'v20111101', timeoutMs: 5_000 },
    ...{ clientId: 'a', apiKey: 'b', transport },
  });
  const rememberedReads: RememberedReads = { recall: () => remembered, remember: () => {} };
  const unused = () => Promise.reject(new Error('unused'));
  const sharedData: SharedData = {
    ...{ creditCardProduct: unused, institution: unused, institutionCredentials: unused },
  };
  return createOperationReads(
    {
      mx,
      sharedReads: createSharedReads(mx),
      sharedData,
      statuses: { read: unused },
      rememberedReads,
    },
    reader,
  );
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('a wrong memory takes no call from an operation that needs nearly all of its calls', async () => {
  const reads = createBench(toReads(keysOf('old', 1_000)));
  reads.startRemembered();
  await turn();
  const needed = keysOf('new', 1_500);
  const lists = await Promise.all(needed.map((key) => reads.loaders.rewardsOfMember.load(key)));
  expect(lists).toHaveLength(1_500);
  expect(reads.tally.calls()).toBe(2_500);
  reads.end();
});

test('a right memory counts against the operation like the reads that it saves', async () => {
  const keys = keysOf('same', 1_000);
  const reads = createBench(toReads(keys));
  reads.startRemembered();
  await turn();
  await Promise.all(keys.map((key) => reads.loaders.rewardsOfMember.load(key)));
  expect(reads.tally.calls()).toBe(1_000);
  const others = keysOf('other', 501).map((key) => reads.loaders.rewardsOfMember.load(key));
  await expect(Promise.all(others)).rejects.toMatchObject({ limit: 'callsPerOperation' });
  expect(reads.signal().reason).toBeInstanceOf(MxError);
  reads.end();
});

test('a guess that is refused is read again for a field that needs it', async () => {
  const large = JSON.stringify({ rewards: [], filler: 'x'.repeat(5 * 1024 * 1024) });
  const keys = keysOf('large', 2);
  const reads = createBench(toReads(keys), large);
  reads.startRemembered();
  // The budget of the guesses, 8 MiB, has no room for the last of them.
  for (let turns = 0; turns < 20; turns += 1) await turn();
  const [last] = keys.slice(-1);
  if (last === undefined) throw new Error('no key');
  await expect(reads.loaders.rewardsOfMember.load(last)).resolves.toMatchObject({ items: [] });
  expect(reads.signal().aborted).toBe(false);
  reads.end();
});
