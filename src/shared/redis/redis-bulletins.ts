import { randomUUID } from 'node:crypto';
import {
  type Bulletins,
  isAtLeast,
  MAX_BULLETIN_BYTES,
  MAX_BULLETINS,
  type Position,
  REPLAYED_MS,
  START,
} from '../bulletins.ts';
import { parseEntries } from './feed-messages.ts';
import { AWAY, type Link } from './link.ts';
import { publishBulletin } from './scripts.ts';
import { startTimeLimit } from './time-limit.ts';

export interface RedisBulletins extends Bulletins {
  readonly channel: string;
  /** Takes a message of the channel. */
  readonly hear: (message: string) => void;
  /** Reads on where messages may have been missed. False if Redis is away. */
  readonly catchUp: () => Promise<boolean>;
}

export interface RedisBulletinsOptions {
  /** The first part of all keys. */
  readonly prefix: string;
  readonly link: Link;
  readonly isUp: () => boolean;
  /** The longest wait for an own bulletin to come back, in milliseconds. */
  readonly timeoutMs: number;
}

/** How long bulletins are kept after the last one, in milliseconds. */
const KEPT_MS = 600_000;

export function createRedisBulletins(options: RedisBulletinsOptions): RedisBulletins {
  const { prefix, link, isUp, timeoutMs } = options;
  const stream = `${prefix}bulletins`;
  const keys = [stream, `${prefix}bulletins/last`];
  const sender = randomUUID();
  /** Own bulletins that have not come back, by their numbers. */
  const sent = new Map<string, (position: Position) => void>();
  let count = 0;
  let heard = START;
  /** Bulletins that arrive before there is a listener wait for it. */
  const early: string[] = [];
  let listener = (text: string): void => void early.push(text);
  let catchingUp: Promise<boolean> | null = null;
  let waiting: string[] = [];

  function take(id: string, from: string, text: string): void {
    if (isAtLeast(heard, id)) return;
    const [origin = '', number = ''] = from.split(' ');
    if (origin !== sender) listener(text);
    // From now on this replica acts on the bulletin.
    heard = id;
    if (origin === sender) sent.get(number)?.(id);
  }

  async function readMissed(): Promise<boolean> {
    // The first time, the others' last changes may still be on their way to MX's status.
    const since = heard === START ? `${Date.now() - REPLAYED_MS}-0` : `(${heard}`;
    const reply = await link.run('XRANGE', stream, since, '+');
    if (reply === AWAY) return false;
    for (const { id, fields } of parseEntries(reply)) {
      take(id, fields['sender'] ?? '', fields['text'] ?? '');
    }
    return true;
  }

  function catchUp(): Promise<boolean> {
    catchingUp ??= readMissed().then((isDone) => {
      catchingUp = null;
      const messages = waiting;
      waiting = [];
      // What was missed can still be read later, as long as nothing after it is taken.
      if (isDone) for (const message of messages) takeMessage(message);
      return isDone;
    });
    return catchingUp;
  }

  function hear(message: string): void {
    if (catchingUp !== null) return void waiting.push(message);
    const [, before = ''] = message.split('\n', 2);
    if (before === '' || isAtLeast(heard, before)) return takeMessage(message);
    waiting.push(message);
    void catchUp();
  }

  function takeMessage(message: string): void {
    const [id = '', , from = '', ...text] = message.split('\n');
    take(id, from, text.join('\n'));
  }

  return {
    channel: stream,
    async publish(write) {
      if (!isUp()) return null;
      const text = write();
      if (Buffer.byteLength(text) > MAX_BULLETIN_BYTES) return null;
      count += 1;
      const number = String(count);
      const { promise, resolve } = Promise.withResolvers<Position | null>();
      const endLimit = startTimeLimit(timeoutMs, () => resolve(null));
      sent.set(number, resolve);
      const args = [stream, `${sender} ${number}`, text, MAX_BULLETINS, KEPT_MS];
      const reply = await link.runScript(publishBulletin, keys, args);
      const position = reply === AWAY ? null : await promise;
      sent.delete(number);
      endLimit();
      return position;
    },
    listen(listen) {
      listener = listen;
      for (const text of early.splice(0)) listen(text);
    },
    heard: () => heard,
    hear,
    catchUp,
  };
}
