import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

export interface GatewayProcess extends AsyncDisposable {
  readonly pid: number;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Lines of stdout so far. */
  readonly lines: () => string[];
  readonly stderr: () => string;
  /** The address, once the process reports its start. */
  readonly started: Promise<string>;
  /** The exit code; null if a signal ended the process. */
  readonly exited: Promise<number | null>;
}

export interface ProcessOptions {
  /** File descriptors; the defaults are pipes that the test reads. */
  readonly stdout?: number;
  readonly stderr?: number;
  /** How many descriptors the process may have open; the default is the limit of the test. */
  readonly openFiles?: number;
}

/** `node src/server.ts` with this environment and none of the test's own variables. */
export function spawnGateway(
  env: Readonly<Record<string, string>>,
  { openFiles, ...options }: ProcessOptions = {},
): GatewayProcess {
  const script = fileURLToPath(new URL('../../src/server.ts', import.meta.url));
  const command = [process.execPath, script];
  return openFiles === undefined
    ? spawnCommand(command, env, options)
    : spawnCommand(
        ['/bin/sh', '-c', `ulimit -n ${openFiles} && exec "$0" "$@"`, ...command],
        env,
        options,
      );
}

/** A command that becomes a gateway, with this environment. */
export function spawnCommand(
  [program = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  { stdout: out, stderr: err }: Omit<ProcessOptions, 'openFiles'> = {},
): GatewayProcess {
  const child = spawn(program, args, {
    env,
    stdio: ['ignore', out ?? 'pipe', err ?? 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const started = Promise.withResolvers<string>();
  const exited = Promise.withResolvers<number | null>();
  const lines = () => stdout.split('\n').slice(0, -1);

  const read = (stream: Readable | null, take: (text: string) => void) =>
    stream?.setEncoding('utf8').on('data', take);
  read(child.stdout, (text) => {
    stdout += text;
    const line = lines().find((each) => each.includes('"event":"started"'));
    if (line !== undefined) started.resolve((JSON.parse(line) as { url: string }).url);
  });
  read(child.stderr, (text) => {
    stderr += text;
  });
  child.once('close', (code) => {
    exited.resolve(code);
    started.reject(new Error(`The gateway has ended with ${code}: ${stderr}`));
  });
  started.promise.catch(() => {}); // a test of a failed start only awaits `exited`
  return {
    pid: child.pid ?? 0,
    kill: (signal) => child.kill(signal),
    lines,
    stderr: () => stderr,
    started: started.promise,
    exited: exited.promise,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited.promise;
    },
  };
}

/** A port that nothing listens on, for a process whose log cannot be read. */
export async function findFreePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
}

/** Resolves once the gateway on this port of loopback responds. */
export async function isUp(port: string): Promise<void> {
  const ask = () => fetch(`http://127.0.0.1:${port}/health`).then(({ status }) => status);
  await expect.poll(() => ask().catch(() => 0), { timeout: 25_000 }).toBe(200);
}
