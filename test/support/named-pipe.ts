import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface NamedPipe extends Disposable {
  /** File descriptors. Nothing reads `reader`; a process writes to `writer`. */
  readonly reader: number;
  readonly writer: number;
  /** Closes the reading end, as if the reading process had ended. */
  readonly closeReader: () => void;
}

/** A real pipe: Node's own pipes to a child are sockets. */
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
