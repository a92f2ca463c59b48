import type { WriteBytes } from './stdio.ts';

export interface LineWriterOptions {
  readonly write: WriteBytes;
  /** The line that replaces `lines` dropped lines. */
  readonly describeGap: (lines: number) => string;
  /** Called with the first error after a successful write. */
  readonly onTrouble?: (error: NodeJS.ErrnoException) => void;
  /** The most bytes that may wait to be written; lines above this limit are dropped. */
  readonly maxBytes?: number;
  readonly retryMs?: number;
  /** How long lines are gathered, so that many become one write. Defaults to 0: not at all. */
  readonly gatherMs?: number;
}

/** Writes lines in their order, in the background. No function here blocks or throws. */
export interface LineWriter {
  /** `line` must end with a line feed. */
  readonly write: (line: string) => void;
  /** Resolves when everything is written, when writing fails, or after `patienceMs`. */
  readonly flush: (patienceMs: number) => Promise<void>;
}

const MAX_BYTES = 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;
/** The time before a retry: a full disk may have room again. */
const RETRY_MS = 1_000;
/** Errors after which no retry can succeed: the reader has gone, or there never was one. */
const FINAL: readonly (string | undefined)[] = [
  ...['EPIPE', 'EBADF', 'ECONNRESET', 'EINVAL'],
  ...['ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'],
];

export function createLineWriter(options: LineWriterOptions): LineWriter {
  const { write, describeGap, onTrouble } = options;
  const { maxBytes = MAX_BYTES, retryMs = RETRY_MS, gatherMs = 0 } = options;
  let lines: string[] = [];
  let waitingBytes = 0;
  let dropped = 0;
  let state: 'idle' | 'gathering' | 'writing' | 'retrying' | 'broken' = 'idle';
  let isInTrouble = false;
  let unwritten: Buffer | undefined;
  /** Runs `pump` after a pause. */
  let pause: NodeJS.Timeout | undefined;
  const flushes = new Set<() => void>();

  const isFull = () => waitingBytes >= maxBytes;

  function push(line: string): void {
    lines.push(line);
    waitingBytes += Buffer.byteLength(line);
  }

  /**
   * Each gap is reported once, so new lines are accepted only when half of the room is free again.
   */
  function closeGap(): void {
    if (dropped === 0 || waitingBytes > maxBytes / 2) return;
    push(describeGap(dropped));
    dropped = 0;
  }

  function takeChunk(): Buffer {
    let length = 0;
    let count = 0;
    for (const line of lines) {
      if (count > 0 && length + line.length > CHUNK_BYTES) break;
      length += line.length;
      count += 1;
    }
    return Buffer.from(lines.splice(0, count).join(''));
  }

  function settle(): void {
    for (const resolve of flushes) resolve();
    flushes.clear();
  }

  function pump(): void {
    closeGap();
    unwritten ??= lines.length > 0 ? takeChunk() : undefined;
    if (unwritten === undefined) {
      state = 'idle';
      return settle();
    }
    state = 'writing';
    const bytes = unwritten;
    try {
      write(bytes, (error, written) => onWritten(bytes, error, written));
    } catch (error) {
      onWritten(bytes, error as NodeJS.ErrnoException, 0);
    }
  }

  function start(): void {
    if (gatherMs === 0) return pump();
    state = 'gathering';
    pause = setTimeout(pump, gatherMs);
  }

  function onWritten(bytes: Buffer, error: NodeJS.ErrnoException | null, written: number): void {
    waitingBytes -= written;
    unwritten = written === bytes.length ? undefined : bytes.subarray(written);
    if (error === null) {
      isInTrouble = false;
      return pump();
    }
    if (FINAL.includes(error.code)) {
      state = 'broken';
      lines = [];
      unwritten = undefined;
    } else {
      state = 'retrying';
      pause = setTimeout(pump, retryMs).unref();
    }
    settle();
    if (!isInTrouble) onTrouble?.(error);
    isInTrouble = true;
  }

  return {
    write(line) {
      if (state === 'broken') return;
      if (isFull() || dropped > 0) dropped += 1;
      else push(line);
      if (state === 'idle') start();
    },
    flush(patienceMs) {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (state === 'idle' || state === 'broken') return Promise.resolve();
      const timer = setTimeout(resolve, patienceMs);
      flushes.add(() => {
        clearTimeout(timer);
        resolve();
      });
      if (state === 'retrying' || state === 'gathering') {
        clearTimeout(pause);
        pump();
      }
      return promise;
    },
  };
}
