import type { Socket } from 'node:net';

/** The most informational responses before one real response, and their most bytes in total. */
const MAX_ANSWERS = 50;
const MAX_BYTES = 64 * 1024;

/**
 * The length of `HTTP/1.1 1`. A shorter start does not show whether a response is informational.
 */
const START = /^HTTP\/1\.[01] 1/;
const START_LENGTH = 10;
/** The place of the first digit of the status, and the digit of an informational response. */
const CLASS_AT = START_LENGTH - 1;
const ONE = '1'.charCodeAt(0);
const SWITCHING = /^HTTP\/1\.[01] 101/;
const EMPTY = Buffer.alloc(0);

/**
 * Removes informational responses (100, 102, 103) from the input of a connection: undici ends a
 * connection on a 100 that it did not ask for, and reads any number of the others. More than 50 of
 * them, or more than 64 KiB, destroy the socket.
 */
export function withoutInterimAnswers<S extends Socket>(socket: S): S {
  const read = socket.read.bind(socket);
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  /** True from the start of a request to the first byte of its real response. */
  let isBefore = false;
  let answers = 0;
  let bytes = 0;
  let held: Buffer = EMPTY;

  return Object.assign(socket, {
    write(...args: unknown[]) {
      [isBefore, answers, bytes] = [true, 0, 0];
      return write(...args);
    },
    read(size?: number): Buffer | null {
      for (;;) {
        const chunk = read(size) as Buffer | null;
        if (!isBefore || chunk === null) return chunk;
        // Nearly every response shows at once that it is not informational.
        if (held.length === 0 && chunk.length > CLASS_AT && chunk[CLASS_AT] !== ONE) {
          isBefore = false;
          return chunk;
        }
        held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
        const rest = skip();
        if (rest !== undefined) return rest;
      }
    },
  });

  /** The held bytes once they are known to be the real response; undefined while more are needed. */
  function skip(): Buffer | undefined {
    while (held.length > 0) {
      const start = held.subarray(0, START_LENGTH + 2).toString('latin1');
      const isUnknown = start.length < START_LENGTH + 2 && mayBecomeInterim(start);
      const isInterim = START.test(start) && !SWITCHING.test(start);
      if (!isUnknown && !isInterim) return release();
      const end = isUnknown ? -1 : endOfHead(held);
      if (bytes + held.length > MAX_BYTES && (end === -1 || bytes + end > MAX_BYTES))
        return flood();
      if (end === -1) return undefined;
      answers += 1;
      bytes += end;
      if (answers > MAX_ANSWERS) return flood();
      held = held.subarray(end);
    }
    return undefined;
  }

  function release(): Buffer {
    const released = held;
    [isBefore, held] = [false, EMPTY];
    return released;
  }

  function flood(): undefined {
    held = EMPTY;
    socket.destroy(Object.assign(new Error('too many'), { code: 'INTERIM_ANSWERS' }));
  }
}

function mayBecomeInterim(start: string): boolean {
  return START.test(start) || 'HTTP/1.1 1'.startsWith(start) || 'HTTP/1.0 1'.startsWith(start);
}

/** The length of a head with the empty line after it; -1 if the head is not complete yet. */
function endOfHead(bytes: Buffer): number {
  const end = bytes.indexOf('\r\n\r\n');
  const bare = bytes.indexOf('\n\n');
  if (bare !== -1 && (end === -1 || bare < end)) return bare + 2;
  return end === -1 ? -1 : end + 4;
}
