/** Divides long jobs into slices, between which the event loop does other work. */
export interface Slices {
  /** Calls `serve` with each item in order, with the first items immediately if no other job waits. */
  readonly run: <T>(items: readonly T[], serve: (item: T) => void, done: () => void) => void;
}

/** The items of one turn of the event loop. An item is a frame to send, and takes about 20 µs. */
const SLICE = 200;

interface Job {
  readonly size: number;
  readonly serve: (index: number) => void;
  readonly done: () => void;
  next: number;
}

/** Jobs take turns, so that a short job does not wait for the end of a long one. */
export function createSlices(
  later: (run: () => void) => unknown = setImmediate,
  slice = SLICE,
): Slices {
  const jobs: Job[] = [];
  let left = slice;
  let isScheduled = false;

  function work(): void {
    while (left > 0) {
      const job = jobs.shift();
      if (job === undefined) break;
      const end = Math.min(job.size, job.next + left);
      left -= end - job.next;
      for (; job.next < end; job.next += 1) job.serve(job.next);
      if (job.next < job.size) jobs.push(job);
      else job.done();
    }
    if (isScheduled) return;
    isScheduled = true;
    later(() => {
      isScheduled = false;
      left = slice;
      if (jobs.length > 0) work();
    });
  }

  return {
    run(items, serve, done) {
      jobs.push({
        size: items.length,
        serve: (index) => serve(items[index] as (typeof items)[number]),
        done,
        next: 0,
      });
      work();
    },
  };
}
