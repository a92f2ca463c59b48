import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface NamedPipe extends Disposable {
  /** Descriptors. Nothing reads the one, and the other is for a process to write to. */
  readonly reader: number;
  readonly writer: number;
  /** As when the process that reads has ended. */
  readonly closeReader: () => void;
}

/** A real pipe: what Node gives a child as a pipe is a socket. */
export async function openNamedPipe(): Promise<NamedPipe> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'pipe-'));
  const path = join(folder.path, 'pipe');
  await promisify(execFile)('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY);
  let isOpen = true;
  const closeReader = () => {
    if (isOpen) closeSync(reader);
    isOpen = false;
  };
  return {
    reader,
    writer,
    closeReader,
    [Symbol.dispose]() {
      closeReader();
      closeSync(writer);
    },
  };
}
