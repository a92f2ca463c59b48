import { expect, test } from 'vitest';
import { FlightNotes } from '../src/flight-notes.ts';
import { type EndedCall, Ledger, type LedgerListener } from '../src/ledger.ts';

const call: EndedCall = {
  ...{ method: 'GET', route: '/users/{user_guid}', kind: 'read', status: 200, code: null },
  ...{ attempts: 2, waitedMs: 3, startedAt: 1_000, durationMs: 40 },
};

/** A ledger whose clock the test moves, with the names of what its listener heard. */
function createBench() {
  const clock = { now: 1_000 };
  const heard: string[] = [];
  const listener: LedgerListener = {
    onBatch: ({ loader, keys }) => heard.push(`batch ${loader} ${keys}`),
    onCall: ({ route }) => heard.push(`call ${route}`),
    onEnd: ({ batches, calls }) => heard.push(`end ${batches.length} ${calls.length}`),
  };
  return { clock, heard, ledger: new Ledger({ most: 100, listener, now: () => clock.now }) };
}

test('a call knows its batch, and both have their times', () => {
  const { clock, ledger } = createBench();
  const batch = ledger.startBatch('user', 1);
  const note = batch.noteRead();
  note.made();
  note.called(call);
  clock.now = 1_050;
  batch.end();
  const { durationMs: _, ...rest } = call;
  expect(ledger.calls).toEqual([
    { ...rest, batch, endedAt: 1_040, isShared: false, isGuess: false },
  ]);
  expect(ledger.batches).toEqual([batch]);
  expect(batch).toMatchObject({ loader: 'user', keys: 1, startedAt: 1_000, endedAt: 1_050 });
  expect(batch).toMatchObject({ made: 1, joined: 0, cached: 0, guessed: 0 });
});

test('a call in flight is in the ledger of each operation that waits for it', () => {
  const first = createBench().ledger.startBatch('member', 1);
  const second = createBench().ledger.startBatch('member', 1);
  const notes = new FlightNotes();
  notes.start(first.noteRead(true));
  notes.called(call);
  notes.join(second.noteRead());
  notes.called(call);
  expect([first, second]).toMatchObject([
    { made: 1, joined: 0, guessed: 1 },
    { made: 0, joined: 1, guessed: 0 },
  ]);
});

test('a shared call counts for the operation that has started it', () => {
  const [starter, joiner] = [createBench(), createBench()];
  const notes = new FlightNotes();
  notes.start(starter.ledger.startBatch('member', 1).noteRead(true));
  notes.join(joiner.ledger.startBatch('member', 1).noteRead());
  notes.called(call);
  expect(starter.ledger.calls).toMatchObject([{ isShared: false, isGuess: true }]);
  expect(joiner.ledger.calls).toMatchObject([{ isShared: true, isGuess: false }]);
});

test('a read that was joined in vain, and then made, is not shared', () => {
  const { ledger } = createBench();
  const note = ledger.startBatch('member', 1).noteRead();
  note.joined();
  note.made();
  note.called(call);
  expect(ledger.calls).toMatchObject([{ isShared: false }]);
});

test('keys that are read one by one are one batch, which ends with the last of them', () => {
  const { clock, heard, ledger } = createBench();
  const batches = [ledger.gather('institution'), ledger.gather('institution')];
  expect(new Set(batches).size).toBe(1);
  for (const batch of batches) batch.noteRead().cached();
  clock.now = 1_007;
  ledger.gather('institution').end();
  expect(heard).toEqual([]);
  for (const batch of batches) batch.end();
  expect(ledger.batches).toMatchObject([{ keys: 3, cached: 2, endedAt: 1_007 }]);
  expect(heard).toEqual(['batch institution 3']);
  ledger.gather('institution').end();
  expect(heard).toEqual(['batch institution 3', 'batch institution 4']);
});

test('the listener hears of what ends, and of calls that end after the operation', () => {
  const { heard, ledger } = createBench();
  const batch = ledger.startBatch('user', 1);
  const note = batch.noteRead();
  note.made();
  ledger.end();
  note.called(call);
  batch.end();
  expect(heard).toEqual(['end 1 0', 'call /users/{user_guid}', 'batch user 1']);
});

test('above the limit, batches and calls are counted and dropped', () => {
  const { heard, ledger } = createBench();
  const batch = ledger.startBatch('user', 1);
  const note = batch.noteRead();
  note.made();
  for (let calls = 0; calls < 109; calls += 1) note.called(call);
  ledger.startBatch('member', 1).end();
  expect(ledger.batches.length + ledger.calls.length).toBe(100);
  expect(ledger.leftOut).toBe(11);
  expect(heard.filter((line) => line.startsWith('call'))).toHaveLength(99);
});
