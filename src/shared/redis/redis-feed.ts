import { isAtLeast } from '../bulletins.ts';
import {
  type Feed,
  FEED_KEPT_MS,
  type FeedEntry,
  type FeedListener,
  type Lease,
  MAX_FEED_BYTES,
  MAX_FEED_ENTRIES,
} from '../feeds.ts';
import { type FeedMessage, isList, parseEntries } from './feed-messages.ts';
import { AWAY, type Link } from './link.ts';
import type { Registry } from './registry.ts';
import {
  closeFeed,
  openFeed,
  publishEntry,
  releaseLease,
  type Script,
  takeLease,
  wantReading,
} from './scripts.ts';

export interface RedisFeedParts {
  readonly name: string;
  readonly listener: FeedListener;
  /** The first part of all keys. */
  readonly prefix: string;
  readonly link: Link;
  readonly registry: Registry;
  readonly isUp: () => boolean;
  readonly onClose: (feed: RedisFeed) => void;
}

/** A feed that this replica has open. There may be tens of thousands. */
export class RedisFeed implements Feed {
  readonly name: string;
  readonly #parts: RedisFeedParts;
  #lease: (Lease & { readonly id: string }) | null = null;
  #holder: string | null = null;
  #lastId = '';
  #lastText = '';
  /** The running request for entries, if there is one. Messages wait until it has ended. */
  #catchingUp: Promise<boolean> | null = null;
  #waiting: FeedMessage[] = [];
  #isClosed = false;
  /** True if this replica may have had a reading that the others could not be told. */
  #isBehind = false;

  constructor(parts: RedisFeedParts) {
    this.name = parts.name;
    this.#parts = parts;
  }

  /** The replica that is known to poll; null if there is none. */
  get holder(): string | null {
    return this.#holder;
  }

  /** Goes on in place of another feed of this replica, which is closed without a word to the others. */
  replace(earlier: RedisFeed): void {
    earlier.#isClosed = true;
    this.#lease = earlier.#lease;
    this.#holder = earlier.#holder;
  }

  /** Asks for the entries since the last one, and to hear of the next. False if Redis is away. */
  catchUp(): Promise<boolean> {
    this.#catchingUp ??= this.#readEntries().finally(() => {
      this.#catchingUp = null;
      for (const message of this.#waiting.splice(0)) this.hear(message);
    });
    return this.#catchingUp;
  }

  /** Takes a message about this feed. */
  hear(message: FeedMessage): void {
    if (this.#isClosed) return;
    if (this.#catchingUp !== null) return void this.#waiting.push(message);
    const { listener } = this.#parts;
    switch (message.kind) {
      case 'wanted':
        return listener.onWanted();
      case 'vacant':
        return this.leftByHolder();
      case 'entry':
      case 'same':
        return this.#hearEntry(message);
    }
  }

  /** The holder has given its lease back, or has ended. */
  leftByHolder(): void {
    if (this.#isClosed) return;
    this.#holder = null;
    this.#parts.listener.onVacant();
  }

  isHeld(): boolean {
    const { registry } = this.#parts;
    return this.#lease !== null && this.#lease.id === registry.id() && registry.isSafe();
  }

  async take(): Promise<Lease | 'taken' | 'away'> {
    const { isUp, registry } = this.#parts;
    if (this.#isClosed || !isUp()) return this.#fallBehind();
    if (this.#lease !== null && this.isHeld()) return this.#lease;
    // After a pause of this process, another replica may be the poller.
    if (!registry.isSafe() && !(await registry.report())) return 'away';
    // A Redis that was emptied does not know this replica any more.
    const taken =
      (await this.#askForLease()) ?? ((await registry.report()) ? await this.#askForLease() : null);
    if (this.#isClosed || taken === null) return 'away';
    const { id, holder, fence } = taken;
    this.#holder = holder;
    if (holder !== id) {
      this.#lease = null;
      return 'taken';
    }
    this.#lease = { id, fence };
    return this.#lease;
  }

  /** Null if Redis is away, or does not know this replica. */
  async #askForLease() {
    const { registry } = this.#parts;
    const id = registry.id();
    const reply = await this.#run(takeLease, [this.#key('feed'), registry.key], [id, FEED_KEPT_MS]);
    const [holder, fence] = isList(reply) ? reply : [];
    if (typeof holder !== 'string' || holder === '') return null;
    return { id, holder, fence: Number(fence) };
  }

  async publish(
    lease: Lease,
    write: () => Pick<FeedEntry, 'text' | 'mark'>,
  ): Promise<'published' | 'refused' | 'away'> {
    const { registry, isUp } = this.#parts;
    if (this.#isClosed || !isUp()) return this.#fallBehind();
    if (this.#lease !== lease) return 'refused';
    const { text, mark } = write();
    const reply = await this.#run(
      publishEntry,
      [this.#key('feed'), this.#key('stream'), this.#key('readers'), registry.key],
      [
        ...[this.#lease.id, registry.inbox, lease.fence, this.name, text, mark],
        ...[FEED_KEPT_MS, MAX_FEED_ENTRIES, MAX_FEED_BYTES],
      ],
    );
    if (typeof reply !== 'string') return this.#fallBehind();
    if (reply === '') {
      if (this.#lease === lease) this.#lease = null;
      return 'refused';
    }
    this.#lastId = reply;
    this.#lastText = text;
    return 'published';
  }

  async release({ fence }: Lease): Promise<void> {
    const lease = this.#lease;
    if (lease?.fence !== fence) return;
    this.#lease = null;
    const { registry } = this.#parts;
    const args = [lease.id, registry.inbox, fence, this.name];
    await this.#run(releaseLease, [this.#key('feed'), this.#key('readers')], args);
  }

  want(): void {
    void this.#run(wantReading, [this.#key('feed')], [this.name]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { registry, onClose } = this.#parts;
    onClose(this);
    if (this.#lease !== null) await this.release(this.#lease);
    await this.#run(closeFeed, [this.#key('readers')], [registry.inbox]);
  }

  async #readEntries(): Promise<boolean> {
    const { registry, listener } = this.#parts;
    const reply = await this.#run(
      openFeed,
      [this.#key('feed'), this.#key('stream'), this.#key('readers')],
      [registry.inbox, this.#lastId, FEED_KEPT_MS],
    );
    if (!isList(reply) || this.#isClosed) return isList(reply);
    const [holder, mark, entries] = reply;
    const isKnown = this.#lastId !== '';
    const found = parseEntries(entries);
    for (const [index, { id, fields }] of found.entries()) {
      this.#lastId = id;
      this.#lastText = fields['text'] ?? '';
      // Later readings with the same text have left their mark only.
      const isLast = index === found.length - 1 && typeof mark === 'string' && mark !== '';
      const entry = { text: this.#lastText, mark: isLast ? mark : (fields['mark'] ?? '') };
      listener.onEntry({ ...entry, isLive: false });
    }
    const before = this.#holder;
    this.#holder = typeof holder === 'string' && holder !== '' ? holder : null;
    // While this replica was cut off, the poller may have ended.
    if (isKnown && before !== null && this.#holder === null) listener.onVacant();
    if (this.#isBehind && this.isHeld()) listener.onWanted();
    this.#isBehind = false;
    return true;
  }

  #hearEntry({ kind, holder, id, before, mark, text }: FeedMessage & { kind: 'entry' | 'same' }) {
    this.#holder = holder;
    const isOld = this.#lastId !== '' && isAtLeast(this.#lastId, id);
    // A request may have brought it already.
    if (isOld && (kind === 'entry' || id !== this.#lastId)) return;
    if (before !== this.#lastId) return void this.catchUp();
    if (kind === 'entry') {
      this.#lastId = id;
      this.#lastText = text;
    }
    this.#parts.listener.onEntry({ text: this.#lastText, mark, isLive: true });
  }

  #fallBehind(): 'away' {
    this.#isBehind = true;
    return 'away';
  }

  #key(part: string): string {
    return `${this.#parts.prefix}${part}/${this.name}`;
  }

  #run(script: Script, keys: readonly string[], args: readonly (string | number)[]) {
    const { link, isUp } = this.#parts;
    return isUp() ? link.runScript(script, keys, args) : Promise.resolve(AWAY);
  }
}
