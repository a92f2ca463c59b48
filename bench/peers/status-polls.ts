import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPubSub } from 'graphql-yoga';
import { toStatus } from './models.ts';
import { createReadByUndici } from './reads.ts';

// One poll of a member serves all its watchers, at the pace that MX asks for.

const POLL_MS = 3_000;
const JITTER = 0.2;

type Status = ReturnType<typeof toStatus>;

interface Polled {
  watchers: number;
  current: Promise<Status>;
}

const read = createReadByUndici();
const eventTarget = new EventTarget();
setMaxListeners(0, eventTarget);
const changes = createPubSub<Record<string, [Status]>>({ eventTarget });
const members = new Map<string, Polled>();

async function readStatus(memberId: string): Promise<Status> {
  const [, user, member] = Buffer.from(memberId, 'base64url').toString().split(':');
  return toStatus((await read(`users/${user}/members/${member}/status`)).member);
}

async function poll(memberId: string, polled: Polled): Promise<void> {
  while (polled.watchers > 0) {
    await sleep(POLL_MS * (1 + JITTER * Math.random()));
    const last = await polled.current;
    const status = await readStatus(memberId);
    if (JSON.stringify(status) === JSON.stringify(last)) continue;
    polled.current = Promise.resolve(status);
    changes.publish(memberId, status);
  }
  members.delete(memberId);
}

function start(memberId: string): Polled {
  const polled = { watchers: 1, current: readStatus(memberId) };
  members.set(memberId, polled);
  void poll(memberId, polled);
  return polled;
}

/** The current status, then each change. */
export async function* watch(memberId: string): AsyncGenerator<Status> {
  const known = members.get(memberId);
  if (known !== undefined) known.watchers += 1;
  const polled = known ?? start(memberId);
  const events = changes.subscribe(memberId);
  try {
    yield await polled.current;
    yield* events;
  } finally {
    polled.watchers -= 1;
  }
}
