import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Weather } from './weather.ts';

export interface ChaosUpstream {
  readonly url: string;
  /** Resolves with the requests so far, once the weather has changed. */
  readonly set: (weather: Weather) => Promise<number>;
}

export interface ChaosGateway {
  readonly url: string;
  /** What ended the process; null while it lives. */
  readonly ending: () => string | null;
  readonly stop: () => Promise<void>;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

async function readUrl(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new TypeError('The output of the process is not piped');
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  lines.close();
  child.stdout.resume();
  return (JSON.parse(line) as { readonly url: string }).url;
}

function start(file: string, env: NodeJS.ProcessEnv): ChildProcess {
  const path = new URL(file, import.meta.url).pathname;
  const child = spawn(process.execPath, [path], {
    env,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  running.add(child);
  return child;
}

export async function startChaosUpstream(): Promise<ChaosUpstream> {
  const child = start('upstream.ts', {});
  return {
    url: await readUrl(child),
    async set(weather) {
      const told = once(child, 'message') as Promise<[{ readonly requests: number }]>;
      child.send(weather);
      const [{ requests }] = await told;
      return requests;
    },
  };
}

/** Starts a gateway as in production, with this deadline of a call to MX. */
export async function startChaosGateway(
  upstreamUrl: string,
  timeoutMs: number,
): Promise<ChaosGateway> {
  const child = start('../../src/server.ts', {
    PORT: '0',
    NODE_ENV: 'production',
    AUTH: 'none',
    MX_BASE_URL: upstreamUrl,
    MX_CLIENT_ID: 'chaos',
    MX_API_KEY: 'chaos',
    MX_TIMEOUT_MS: String(timeoutMs),
  });
  return {
    url: await readUrl(child),
    ending: () =>
      child.exitCode === null && child.signalCode === null
        ? null
        : `code ${child.exitCode}, signal ${child.signalCode}`,
    async stop() {
      running.delete(child);
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
