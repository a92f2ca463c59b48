import { expect, test, vi } from 'vitest';
import { createBeginnings } from '../../../src/http/sockets/beginnings.ts';
import type { SocketLink } from '../../../src/http/sockets/link.ts';

function createLink() {
  const gone = new AbortController();
  const codes: number[] = [];
  const close = (code: number) => {
    codes.push(code);
    gone.abort();
  };
  const link: SocketLink = {
    gone: gone.signal,
    isClear: () => true,
    onRoom: () => {},
    write: () => {},
    send: () => Promise.resolve(),
    answer: () => {},
    waiting: () => 0,
    trust: () => {},
    close,
    shut: close,
  };
  return { link, codes, leave: () => gone.abort() };
}

test('one socket too many without connection_init closes the oldest such socket, and no other', () => {
  const hits: string[] = [];
  const limited = ({ limit }: { limit: string }) => hits.push(limit);
  const add = createBeginnings({ waitMs: 1_000, most: 3, limited });
  const links = Array.from({ length: 6 }, createLink);
  const [begun, left, ...others] = links;
  for (const each of [begun, left]) {
    const begin = each === undefined ? () => {} : add(each.link);
    if (each === begun) begin();
  }
  left?.leave();
  for (const { link } of others) add(link);
  expect(links.map(({ codes }) => codes)).toEqual([[], [], [1013], [], [], []]);
  expect(hits).toEqual(['socketsNotBegun']);
  for (const { leave } of others) leave();
});

test('a socket without connection_init in time is closed with 4408, and one with it is not', () => {
  vi.useFakeTimers();
  try {
    const add = createBeginnings({ waitMs: 1_000, most: 10, limited: () => {} });
    const [begun, silent, gone] = [createLink(), createLink(), createLink()];
    add(begun.link)();
    add(silent.link);
    add(gone.link);
    gone.leave();
    vi.advanceTimersByTime(1_000);
    expect([begun.codes, silent.codes, gone.codes]).toEqual([[], [4408], []]);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
