import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settle } from '../../support/manual-clock.ts';
import { openAcknowledged, type Started } from './protocol-bench.ts';

type Step =
  | { readonly do: 'subscribe' | 'complete'; readonly id: string }
  | { readonly do: 'next' | 'finish' | 'fail'; readonly at: number }
  | { readonly do: 'wait' | 'close' };

const id = fc.constantFrom('a', 'b', 'c');

const arbitraryStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('subscribe' as const), id }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('complete' as const), id }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom('next' as const, 'finish', 'fail'), at: fc.nat(9) }),
  },
  { weight: 3, arbitrary: fc.constant({ do: 'wait' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'close' as const }) },
);

/** What a client may expect of a protocol that it has said these steps to. */
function createModel() {
  const expected = { started: 0, sent: 0, codes: [] as number[] };
  /** Operations that the client still wants, by id. */
  const wanted = new Map<string, Started>();
  const leave = () => {
    wanted.clear();
    isOpen = false;
  };
  let isOpen = true;
  return {
    expected,
    wanted,
    leave,
    subscribe(subscribed: string, start: () => Started | undefined) {
      const isTaken = wanted.has(subscribed);
      if (isOpen && isTaken) expected.codes.push(4409);
      const operation = start();
      if (!isOpen) return;
      if (isTaken) return leave();
      expected.started += 1;
      if (operation !== undefined) wanted.set(subscribed, operation);
    },
    /** True when a word of this operation must reach the client. */
    isWanted: (operation: Started) => wanted.get(operation.id) === operation,
  };
}

async function play(steps: readonly Step[]) {
  const { started, sent, codes, gone, ...client } = await openAcknowledged();
  const model = createModel();
  const over = new Set<Started>();

  async function speak(operation: Started, how: 'next' | 'finish' | 'fail') {
    if (model.isWanted(operation)) model.expected.sent += 1;
    if (how === 'next') return operation.emit.next({});
    model.wanted.delete(model.isWanted(operation) ? operation.id : '');
    over.add(operation);
    await (how === 'finish' ? operation.emit.complete() : operation.emit.error([]));
    return operation.finish();
  }

  for (const step of steps) {
    if ('at' in step) {
      const operation = started[step.at];
      if (operation !== undefined && !over.has(operation)) await speak(operation, step.do);
    } else if ('id' in step) {
      if (step.do === 'complete') {
        client.complete(step.id);
        model.wanted.delete(step.id);
      } else {
        model.subscribe(step.id, () => {
          client.subscribe(step.id);
          return started.at(-1);
        });
      }
    } else if (step.do === 'wait') await settle();
    else {
      gone.abort();
      model.leave();
    }
    expect({ started: started.length, sent: sent.length, codes }).toEqual(model.expected);
    const live = started.filter((each) => !each.gone.aborted && !over.has(each));
    expect(live).toEqual([...model.wanted.values()]);
  }
}

test('no operation outlives its client or answers for another, in any order of messages', async () => {
  const property = fc.asyncProperty(fc.array(arbitraryStep, { maxLength: 40 }), play);
  await fc.assert(property, { numRuns: 300 });
  expect.hasAssertions();
});
