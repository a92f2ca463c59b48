import { write } from 'node:fs';
import { Socket } from 'node:net';
import { isatty } from 'node:tty';

/**
 * Calls `done` once the bytes are written, or with the error and the number of bytes that were
 * written before it.
 */
export type WriteBytes = (
  bytes: Buffer,
  done: (error: NodeJS.ErrnoException | null, written: number) => void,
) => void;

/**
 * Writes to stdout (1) or stderr (2) without blocking the event loop, or a thread that the end of
 * the process would wait for. Pipes, sockets and terminals are written through libuv, files on its
 * threads. Errors only reach the callback.
 */
export function openStdio(fd: 1 | 2): WriteBytes {
  const stream = findStream(fd);
  // `console` writes to this stream, too. A reader that has gone must not end the process.
  stream?.on('error', () => {});
  if (!(stream instanceof Socket)) return (bytes, done) => write(fd, bytes, done);
  unblock(stream);
  return (bytes, done) => {
    stream.write(bytes, (error) => {
      done(error ?? null, error ? 0 : bytes.length);
    });
  };
}

/** What a person would see: whether stdout is a terminal, and whether it shows colours. */
export function lookAtStdout(): { readonly isTerminal: boolean; readonly hasColours: boolean } {
  const isTerminal = isatty(1);
  // Node reads NO_COLOR and TERM.
  const hasColours = isTerminal && findStream(1)?.hasColors?.() === true;
  return { isTerminal, hasColours };
}

/** Undefined for a descriptor from which Node cannot create a stream. */
function findStream(fd: 1 | 2): NodeJS.WriteStream | undefined {
  try {
    return fd === 1 ? process.stdout : process.stderr;
  } catch {
    return undefined;
  }
}

/**
 * Node writes to terminals synchronously, and has no public option to change that. A terminal stops
 * accepting output on Ctrl-S, or when nobody reads its other end.
 */
function unblock(stream: Socket): void {
  const handle: unknown = Reflect.get(stream, '_handle');
  if (typeof handle !== 'object' || handle === null || !('setBlocking' in handle)) return;
  if (typeof handle.setBlocking === 'function') handle.setBlocking(false);
}
