import { existsSync } from 'node:fs';

/** Of util-linux: it runs a command on a terminal of its own, and copies what the command prints. */
const SCRIPT = '/usr/bin/script';

const isThere = existsSync(SCRIPT) && process.platform === 'linux';

/** Skips a test that needs a terminal where there is no `script`, unless REQUIRE_TERMINAL=1. */
export const needsTerminal = { skip: !isThere && process.env['REQUIRE_TERMINAL'] !== '1' };

/** The command that runs Node with these arguments on a terminal. */
export function onTerminal(...args: readonly string[]): readonly string[] {
  const words = [process.execPath, ...args].map((word) => `'${word}'`);
  return [SCRIPT, '-qefc', words.join(' '), '/dev/null'];
}
