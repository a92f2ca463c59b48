import { tracingChannel } from 'node:diagnostics_channel';
import { ledgerNow } from '../../ledger.ts';
import type { Ms } from './span-times.ts';

/** A part of the preparation of a document. */
export interface Phase {
  readonly name: 'parse' | 'validate';
  readonly startedAt: Ms;
  readonly endedAt: Ms;
}

export interface Phases extends Disposable {
  /** Runs work that is synchronous, and adds its phases to the list. */
  readonly collect: <T>(into: Phase[], work: () => T) => T;
}

/**
 * Listens to graphql's own channels. They belong to the process, so what other work does is not
 * collected.
 */
export function startPhases(): Phases {
  let collecting: Phase[] | undefined;

  function listen(name: Phase['name']): () => void {
    const channel = tracingChannel(`graphql:${name}`);
    let startedAt: Ms = 0;
    const handlers = {
      start: () => {
        if (collecting !== undefined) startedAt = ledgerNow();
      },
      end: () => void collecting?.push({ name, startedAt, endedAt: ledgerNow() }),
    };
    channel.start.subscribe(handlers.start);
    channel.end.subscribe(handlers.end);
    return () => {
      channel.start.unsubscribe(handlers.start);
      channel.end.unsubscribe(handlers.end);
    };
  }

  const stops = [listen('parse'), listen('validate')];
  return {
    collect(into, work) {
      const before = collecting;
      collecting = into;
      try {
        return work();
      } finally {
        collecting = before;
      }
    },
    [Symbol.dispose]() {
      for (const stop of stops) stop();
    },
  };
}
