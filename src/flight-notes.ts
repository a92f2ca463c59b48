import type { CallListener, EndedCall, ReadNote } from './ledger.ts';

/** The notes of all operations that wait for one read in flight. */
export class FlightNotes implements CallListener {
  readonly #notes: ReadNote[] = [];

  start(note: ReadNote | undefined): void {
    note?.made();
    if (note !== undefined) this.#notes.push(note);
  }

  join(note: ReadNote | undefined): void {
    note?.joined();
    if (note !== undefined) this.#notes.push(note);
  }

  called(call: EndedCall): void {
    for (const note of this.#notes) note.called(call);
  }
}
