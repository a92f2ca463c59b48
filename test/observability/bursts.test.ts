import { expect, test } from 'vitest';
import { createBursts } from '../../src/observability/bursts.ts';

interface Kind {
  readonly code: string;
}

function openBursts() {
  let time = 0;
  const due: { readonly at: number; readonly callback: () => void }[] = [];
  const reports: unknown[] = [];
  const bursts = createBursts<Kind>({
    now: () => time,
    schedule: (callback, ms) => due.push({ at: time + ms, callback }),
    onLeftOut: ({ kind, lines }) => reports.push([kind.code, lines]),
  });
  return {
    bursts,
    reports,
    due,
    advance: (ms: number) => {
      time += ms;
      for (const each of due.splice(0).filter((one) => one.at <= time)) each.callback();
    },
  };
}

test('a number of events of one kind is passed on in a second, and the rest is reported at its end', () => {
  const { bursts, reports, advance } = openBursts();
  const takeAll = () => Array.from({ length: 5 }, () => bursts.take({ code: 'A' }, 3));
  expect(takeAll()).toEqual([true, true, true, false, false]);
  expect(reports).toEqual([]);
  advance(1_000);
  expect(reports).toEqual([['A', 2]]);
  expect(takeAll()).toEqual([true, true, true, false, false]);
});

test('a burst of one kind suppresses no event of another', () => {
  const { bursts } = openBursts();
  for (let index = 0; index < 100; index += 1) bursts.take({ code: 'A' }, 1);
  expect(bursts.take({ code: 'B' }, 1)).toBe(true);
});

test('a pending count is reported when asked for, once', () => {
  const { bursts, reports, advance } = openBursts();
  bursts.take({ code: 'A' }, 1);
  bursts.take({ code: 'A' }, 1);
  bursts.flush();
  advance(1_000);
  bursts.flush();
  expect(reports).toEqual([['A', 1]]);
});

test('events of endless kinds take bounded memory, and none is left unreported', () => {
  const { bursts, reports, due } = openBursts();
  for (let index = 0; index < 5_000; index += 1) {
    expect(bursts.take({ code: String(index) }, 1)).toBe(true);
    expect(bursts.take({ code: String(index) }, 1)).toBe(false);
  }
  bursts.flush();
  expect(reports).toHaveLength(5_000);
  expect(due).toHaveLength(5_000);
});
