import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { vi } from 'vitest';
import { root } from './pages.ts';

export interface Terminal extends AsyncDisposable {
  /** Types the commands, waits until the prompt is back, and returns what was printed meanwhile. */
  readonly type: (commands: string) => Promise<string>;
  /** Waits until the text was printed, by any command so far. */
  readonly prints: (text: string) => Promise<void>;
}

export interface TerminalOptions {
  /** Variables besides those of the test. */
  readonly env?: Readonly<Record<string, string>>;
}

const patience = { timeout: 60_000 };

/** A shell in the folder of the project that keeps its variables, functions and jobs from one command to the next. */
export function openTerminal({ env = {} }: TerminalOptions = {}): Terminal {
  const shell = spawn('bash', ['--noprofile', '--norc'], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: 'pipe',
  });
  let output = '';
  let seen = 0;
  for (const stream of [shell.stdout, shell.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const closed = new Promise((resolve) => {
    shell.once('close', resolve);
  });

  return {
    async type(commands) {
      const prompt = `prompt-${randomUUID()}`;
      seen = output.length;
      shell.stdin.write(`${commands}\necho ${prompt}\n`);
      await vi.waitUntil(() => output.includes(`${prompt}\n`), patience);
      const at = output.indexOf(prompt);
      return output.slice(seen, at);
    },
    async prints(text) {
      await vi.waitUntil(() => output.includes(text), patience);
    },
    async [Symbol.asyncDispose]() {
      shell.kill('SIGKILL');
      shell.stdin.destroy();
      await closed;
    },
  };
}
