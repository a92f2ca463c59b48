import { expect, test } from 'vitest';
import { MxError } from '../../src/mx/errors.ts';
import { settle } from '../support/manual-clock.ts';
import { key } from './models.ts';
import { createPacedBench, FLOOR_MS, unavailable } from './paced-bench.ts';

const other = { userGuid: 'USR-1', memberGuid: 'MBR-2' };
const foreign = { userGuid: 'USR-2', memberGuid: 'MBR-1' };

test('a paced read serves all callers within the floor, with its own time', async () => {
  const { read, reader, value, clock, mx, times } = createPacedBench();
  const first = await read(key, reader());
  mx.says = 'b';
  await clock.advance(FLOOR_MS - 1);
  expect(await read(key, reader())).toEqual(first);
  expect(first).toMatchObject({ value: 'a', observedAt: '2026-11-22T12:00:00.000Z' });
  await clock.advance(1);
  expect(await value()).toBe('b');
  expect(times()).toEqual([0, FLOOR_MS]);
});

test('a hundred callers at once share the read in flight', async () => {
  const { value, clock, mx, times } = createPacedBench();
  mx.takesMs = 5_000;
  const all = Array.from({ length: 100 }, () => value());
  await clock.advance(4_000);
  all.push(value());
  await clock.advance(1_000);
  expect(new Set(await Promise.all(all))).toEqual(new Set(['a']));
  expect(times()).toEqual([0]);
});

test('paced reads keep members and users apart', async () => {
  const { value, mx, sent } = createPacedBench();
  await value(key);
  mx.says = 'b';
  expect([await value(other), await value(foreign), await value(key)]).toEqual(['b', 'b', 'a']);
  expect(sent.map(({ member }) => member)).toEqual(['USR-1/MBR-1', 'USR-1/MBR-2', 'USR-2/MBR-1']);
});

test('a paced read after a change gives nothing from before, whether it was read or in flight', async () => {
  const { value, changed, clock, mx, times } = createPacedBench();
  await value();
  changed(key);
  mx.says = 'b';
  expect(await value()).toBe('b');
  changed(key);
  mx.takesMs = 100;
  mx.says = 'c';
  const before = value();
  await settle();
  changed(key);
  mx.takesMs = 50;
  const after = value();
  await clock.advance(60);
  mx.says = 'd';
  await clock.advance(100);
  expect([await before, await after]).toEqual(['d', 'c']);
  expect(await value()).toBe('c');
  expect(times()).toEqual([0, 0, 0, 0]);
});

test('a change of one member causes no read of another, and a change of a user does', async () => {
  const { value, changed, userChanged, sent } = createPacedBench();
  await Promise.all([value(key), value(other), value(foreign)]);
  changed(key);
  await Promise.all([value(key), value(other), value(foreign)]);
  expect(sent).toHaveLength(4);
  userChanged('USR-1');
  await Promise.all([value(key), value(other), value(foreign)]);
  expect(sent).toHaveLength(6);
});

test('a failure stands for twice as long each time, up to the floor, and a success ends that', async () => {
  const { value, clock, mx, times } = createPacedBench();
  mx.says = unavailable;
  for (let ms = 0; ms < 15_000; ms += 100) {
    await expect(value()).rejects.toBe(unavailable);
    await clock.advance(100);
  }
  expect(times()).toEqual([0, 200, 600, 1_400, 3_000, 6_000, 9_000, 12_000]);
  mx.says = 'a';
  await clock.advance(FLOOR_MS);
  await value();
  mx.says = unavailable;
  await clock.advance(FLOOR_MS);
  await expect(value()).rejects.toBe(unavailable);
  await clock.advance(200);
  mx.says = 'b';
  expect(await value()).toBe('b');
});

test('a failure does not stand after a change', async () => {
  const { value, changed, mx } = createPacedBench();
  mx.says = new MxError('NOT_FOUND', 'GET 404');
  await expect(value()).rejects.toBe(mx.says);
  mx.says = 'a';
  changed(key);
  expect(await value()).toBe('a');
});

test('a caller that leaves and returns at once finds the read that it left', async () => {
  const { read, reader, value, clock, mx, times } = createPacedBench();
  mx.takesMs = 1_000;
  const abort = new AbortController();
  const left = read(key, reader(abort.signal));
  await settle();
  abort.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  await clock.advance(400);
  const back = value();
  await clock.advance(600);
  expect(await back).toBe('a');
  expect(times()).toEqual([0]);
});

test('a read that nobody waits for is aborted, and the next waits for its turn', async () => {
  const { read, reader, value, clock, mx, sent, times } = createPacedBench();
  mx.takesMs = 60_000;
  const abort = new AbortController();
  const left = read(key, reader(abort.signal)).catch(() => 'left');
  await settle();
  abort.abort();
  await clock.advance(499);
  expect(sent[0]?.signal?.aborted).toBe(false);
  await clock.advance(1);
  expect(sent[0]?.signal?.aborted).toBe(true);
  expect(await left).toBe('left');
  mx.takesMs = 0;
  const next = value();
  await clock.advance(FLOOR_MS);
  expect(await next).toBe('a');
  expect(times()).toEqual([0, FLOOR_MS]);
  expect(clock.sleeping()).toBe(0);
});

test('a caller that waits for its turn may leave', async () => {
  const { read, reader, clock, mx, times } = createPacedBench();
  mx.takesMs = 60_000;
  const [first, second] = [new AbortController(), new AbortController()];
  const readers = [first, second].map(({ signal }) => read(key, reader(signal)));
  readers.forEach((each) => void each.catch(() => {}));
  await settle();
  first.abort();
  second.abort();
  await clock.advance(1_000);
  const third = new AbortController();
  const waiting = read(key, reader(third.signal));
  await settle();
  third.abort(new Error('gone'));
  await expect(waiting).rejects.toThrow('gone');
  await clock.advance(FLOOR_MS);
  expect(times()).toEqual([0]);
  expect(clock.sleeping()).toBe(0);
});

test('a caller that leaves aborts the read of no other', async () => {
  const { read, reader, value, clock, mx } = createPacedBench();
  mx.takesMs = 2_000;
  const abort = new AbortController();
  const left = read(key, reader(abort.signal)).catch(() => 'left');
  const stays = value();
  await settle();
  abort.abort();
  await clock.advance(2_000);
  expect([await left, await stays]).toEqual(['left', 'a']);
});

test('a read that is too much for its starter is made again for others, and is not kept', async () => {
  const { value, clock, mx, sent } = createPacedBench();
  const tooMuch = new MxError('OVER_BUDGET', 'calls', { limit: 'callsPerOperation' });
  mx.takesMs = 100;
  mx.says = tooMuch;
  const starter = value();
  const joined = value();
  starter.catch(() => {});
  await clock.advance(100);
  await expect(starter).rejects.toBe(tooMuch);
  mx.says = 'a';
  await clock.advance(100);
  expect(await joined).toBe('a');
  expect(sent).toHaveLength(2);
});

test('the oldest reading is forgotten when there are too many', async () => {
  const { value, clock, sent } = createPacedBench({ bytesOf: () => 10_000, maxBytes: 25_000 });
  const members = ['a', 'b', 'c'].map((memberGuid) => ({ userGuid: 'USR-1', memberGuid }));
  for (const member of members) await value(member);
  for (const member of members.slice(1)) await value(member);
  expect(sent).toHaveLength(3);
  await clock.advance(1);
  await value(members[0]);
  expect(sent).toHaveLength(4);
});
