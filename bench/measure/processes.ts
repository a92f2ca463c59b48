import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface StartedProcess {
  readonly name: string;
  readonly pid: number;
  readonly url: string;
  /** Resolves once the process has ended. */
  readonly stop: () => Promise<void>;
}

const STARTUP_MS = 30_000;
const STOP_MS = 2_000;
const running = new Set<ChildProcess>();

// The processes end with this one, also after a failure. Each is ended by its own pid.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(130));
}

async function readUrl(child: ChildProcess, name: string): Promise<string> {
  if (child.stdout === null) throw new TypeError(`The output of ${name} is not piped`);
  const lines = createInterface({ input: child.stdout });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const fail = (how: string) => reject(new Error(`${name} ${how} before it was ready`));
  const onExit = () => fail('ended');
  const limit = setTimeout(() => fail('was stopped'), STARTUP_MS);
  child.once('exit', onExit);
  lines.on('line', (line) => {
    const { url } = JSON.parse(line) as { readonly url?: string };
    if (url !== undefined) resolve(url);
  });
  try {
    return await promise;
  } finally {
    clearTimeout(limit);
    child.off('exit', onExit);
    lines.close();
    child.stdout.resume();
  }
}

/** Starts a file in a process of its own. One of its first lines of output is JSON with its `url`. */
export async function startProcess(
  name: string,
  file: string,
  env: NodeJS.ProcessEnv = {},
): Promise<StartedProcess> {
  const path = new URL(`../../${file}`, import.meta.url).pathname;
  const { PATH } = process.env;
  const child = spawn(process.execPath, [path], {
    env: { PATH, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  const url = await readUrl(child, name);
  return {
    name,
    pid: child.pid ?? 0,
    url,
    async stop() {
      running.delete(child);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const forced = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(forced);
    },
  };
}
