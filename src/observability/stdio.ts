import { write } from 'node:fs';
import { Socket } from 'node:net';

/** Calls back once the bytes are gone, or with the reason why no more of them than `written` are. */
export type WriteBytes = (
  bytes: Buffer,
  done: (error: NodeJS.ErrnoException | null, written: number) => void,
) => void;

/**
 * A way to write to stdout (1) or stderr (2) that never blocks the event loop, nor a thread that
 * the end of the process would wait for. Pipes, sockets and terminals are written through libuv,
 * files on its threads. Errors reach the callback alone.
 */
export function openStdio(fd: 1 | 2): WriteBytes {
  const stream = findStream(fd);
  // Others write there too (console). A reader that has gone must not end the process.
  stream?.on('error', () => {});
  if (!(stream instanceof Socket)) return (bytes, done) => write(fd, bytes, done);
  unblock(stream);
  return (bytes, done) => {
    stream.write(bytes, (error) => {
      done(error ?? null, error ? 0 : bytes.length);
    });
  };
}

/** Undefined for a descriptor that Node cannot make a stream of. */
function findStream(fd: 1 | 2): NodeJS.WriteStream | undefined {
  try {
    return fd === 1 ? process.stdout : process.stderr;
  } catch {
    return undefined;
  }
}

/**
 * Node blocks on terminals, and has no public switch for it; a terminal stands still on Ctrl-S, or
 * when nobody reads its other end.
 */
function unblock(stream: Socket): void {
  const handle: unknown = Reflect.get(stream, '_handle');
  if (typeof handle !== 'object' || handle === null || !('setBlocking' in handle)) return;
  if (typeof handle.setBlocking === 'function') handle.setBlocking(false);
}
