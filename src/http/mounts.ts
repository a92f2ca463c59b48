import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * A part of its own at a path and everything below it. It gets the requests of all methods, after
 * the checks of their heads, and checks the rest itself.
 */
export interface Mount {
  /** Such as `/sandbox/control`, without a slash at the end. */
  readonly path: string;
  readonly answer: (request: IncomingMessage, response: ServerResponse) => unknown;
}

export function findMount(mounts: readonly Mount[], path: string): Mount | undefined {
  return mounts.find((mount) => path === mount.path || path.startsWith(`${mount.path}/`));
}
