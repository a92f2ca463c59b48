import type { MemberStatusModel } from '../../src/mx/api/member-status.ts';
import { MxError } from '../../src/mx/errors.ts';
import { createStatusHub } from '../../src/status/hub.ts';
import type { ObservedStatus } from '../../src/status/observed-status.ts';
import { fingerprint, fingerprintOf } from '../../src/status/revision.ts';
import { ownKey } from '../support/keys.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { collect, POLL_MS } from './hub-bench.ts';
import { aStatus, challenged, finished, readingOf, running } from './models.ts';

/** One thing that happens to the member of one of two users. */
export type Step = { readonly member: number } & (
  | { readonly do: 'watch'; readonly isSlow: boolean }
  | { readonly do: 'leave'; readonly which: number }
  | { readonly do: 'nudge' }
  | { readonly do: 'change'; readonly to: number }
  | { readonly do: 'fail' }
  | { readonly do: 'advance'; readonly ms: number }
);

interface Watcher {
  readonly iterator: AsyncIterableIterator<ObservedStatus>;
  /** Null for a slow one, who reads at the very end alone. */
  readonly reader: ReturnType<typeof collect> | null;
}

const statuses: readonly MemberStatusModel[] = [
  aStatus(),
  running,
  finished,
  challenged('CRD-1'),
  challenged('CRD-2'),
];

/** Two users whose members have the same guid, a hub that polls them, and what it must not do. */
export function createPlayedWorld({
  latencyMs,
  jitter,
}: {
  readonly latencyMs: number;
  readonly jitter: number;
}) {
  const clock = createManualClock();
  const broken: string[] = [];
  const members = ['USR-1', 'USR-2'].map((userGuid) => ({
    key: ownKey({ userGuid, memberGuid: 'MBR-1' }),
    /** Null while MX fails. */
    status: aStatus() as MemberStatusModel | null,
    watchers: [] as Watcher[],
    readers: [] as ReturnType<typeof collect>[],
    inFlight: 0,
    lastReadAt: Number.NEGATIVE_INFINITY,
    /** A nudge or a new watcher came: the next read may be soon. */
    isExcused: true,
  }));
  type Member = (typeof members)[number];

  const hub = createStatusHub({
    async readStatus({ userGuid }, signal) {
      const member = members.find(({ key }) => key.userGuid === userGuid);
      if (member === undefined) throw new Error('no such user');
      if (member.inFlight > 0) broken.push('two reads at once');
      if (!member.isExcused && clock.now() - member.lastReadAt < POLL_MS) {
        broken.push(`a read ${clock.now() - member.lastReadAt} ms after the last`);
      }
      member.isExcused = false;
      member.lastReadAt = clock.now();
      member.inFlight += 1;
      signal.addEventListener('abort', () => (member.inFlight = 0), { once: true });
      await clock.sleep(latencyMs, signal);
      if (signal.aborted) throw new Error('aborted');
      member.inFlight -= 1;
      if (member.status === null) throw new MxError('UNAVAILABLE', 'GET …/status 503');
      return readingOf(member.status, clock);
    },
    readTraits: () => Promise.resolve({ isOAuth: false }),
    pollMs: POLL_MS,
    now: clock.now,
    monotonicNow: clock.monotonicNow,
    sleep: clock.sleep,
    jitter: () => jitter,
  });

  function watch(member: Member, isSlow: boolean): void {
    member.isExcused = true;
    const iterator = hub.watch(member.key);
    const reader = isSlow ? null : collect(iterator);
    member.watchers.push({ iterator, reader });
    if (reader !== null) member.readers.push(reader);
  }

  function checkSequence({ seen, error }: ReturnType<typeof collect>, { key }: Member): void {
    if (error !== null) broken.push('a stream failed');
    for (const [i, status] of seen.entries()) {
      const last = seen[i - 1];
      if (status.key.userGuid !== key.userGuid) broken.push('a status of another user');
      if (last === undefined) continue;
      if (status.revision <= last.revision) broken.push('a revision that does not grow');
      if (fingerprintOf(status.revision) === fingerprintOf(last.revision)) {
        broken.push('the same status twice');
      }
    }
  }

  /** Its last message is how things are; then it goes. */
  async function dismiss({ iterator, reader }: Watcher, { status, key }: Member): Promise<void> {
    const last = reader === null ? await lastOf(iterator) : reader.seen.at(-1);
    const truth = fingerprint(status ?? aStatus());
    if (last === undefined) broken.push('a watcher without a message');
    else if (fingerprintOf(last.revision) !== truth) broken.push('a watcher left behind');
    else if (last.key.userGuid !== key.userGuid) broken.push('a status of another user');
    await iterator.return?.();
  }

  return {
    broken,
    async take(step: Step): Promise<void> {
      const member = members[step.member];
      if (member === undefined) return;
      switch (step.do) {
        case 'watch':
          return watch(member, step.isSlow);
        case 'leave':
          await member.watchers.splice(step.which, 1)[0]?.iterator.return?.();
          return;
        case 'nudge':
          member.isExcused = true;
          return hub.nudge(member.key);
        case 'change':
          member.status = statuses[step.to] ?? null;
          return;
        case 'fail':
          member.status = null;
          return;
        case 'advance':
          return clock.advance(step.ms);
      }
    },
    /** Whatever is wrong with MX passes, the watchers learn how things are, and all of them leave. */
    async comeToRest(): Promise<void> {
      for (const member of members) member.status ??= aStatus();
      await clock.advance(3 * 60_000);
      const watched = members.filter(({ watchers }) => watchers.length > 0).length;
      if (hub.watched() !== watched) broken.push(`${hub.watched()} loops for ${watched} members`);
      for (const member of members) {
        for (const watcher of member.watchers) await dismiss(watcher, member);
        for (const reader of member.readers) checkSequence(reader, member);
      }
      await settle();
      if (hub.watched() > 0) broken.push('a loop that nobody needs');
      if (clock.sleeping() > 0) broken.push('a timer that nobody needs');
      if (members.some(({ inFlight }) => inFlight > 0)) broken.push('a read that nobody needs');
    },
    [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose](),
  };
}

/** What a slow reader finds; undefined when it would have to wait. */
async function lastOf(
  iterator: AsyncIterableIterator<ObservedStatus>,
): Promise<ObservedStatus | undefined> {
  const result = await Promise.race([iterator.next(), settle()]);
  return result?.done === false ? result.value : undefined;
}
