import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface GatewayProcess extends AsyncDisposable {
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Lines of stdout so far. */
  readonly lines: () => string[];
  readonly stderr: () => string;
  /** The address, once the process says that it has started. */
  readonly started: Promise<string>;
  /** The exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>;
}

/** `node src/server.ts` with this environment and nothing of our own. */
export function spawnGateway(env: Readonly<Record<string, string>>): GatewayProcess {
  const script = fileURLToPath(new URL('../../src/server.ts', import.meta.url));
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  const started = Promise.withResolvers<string>();
  const exited = Promise.withResolvers<number | null>();
  const lines = () => stdout.split('\n').slice(0, -1);

  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    const line = lines().find((each) => each.includes('"event":"started"'));
    if (line !== undefined) started.resolve((JSON.parse(line) as { url: string }).url);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.once('close', (code) => {
    exited.resolve(code);
    started.reject(new Error(`The gateway has ended with ${code}: ${stderr}`));
  });
  started.promise.catch(() => {}); // a test of a start that fails asks for `exited` alone
  return {
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
