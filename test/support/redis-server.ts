import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, untilOpen } from './ports.ts';

const REDIS = process.env['REDIS_SERVER'] ?? '/usr/bin/redis-server';

export const hasRedis = existsSync(REDIS);
/** True if a test without redis-server is a failure. */
export const isRedisRequired = process.env['REQUIRE_REDIS'] === '1';

export interface RedisServer extends AsyncDisposable {
  readonly url: string;
  /** Ends it as a crash does. Everything that it knew is gone. */
  readonly kill: () => Promise<void>;
  /** Starts it again, empty, on the same port. */
  readonly restart: () => Promise<void>;
  /** Removes everything that it knows. */
  readonly flush: () => Promise<void>;
  /** It keeps its connections, and does nothing. */
  readonly freeze: () => void;
  readonly thaw: () => void;
}

/**
 * A Redis on a free port of loopback, in a process of its own, without persistence.
 *
 * @param options options of the command line
 */
export async function startRedis(
  options: readonly string[] = [],
  port: number | null = null,
): Promise<RedisServer> {
  return startRedisOn(port ?? (await freePort()), options);
}

async function startRedisOn(port: number, options: readonly string[]): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  let child = await start();

  async function start(): Promise<ChildProcess> {
    const started = spawn(
      REDIS,
      [
        ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
        ...['--save', '', '--appendonly', 'no', ...options],
      ],
      { stdio: 'ignore' },
    );
    started.on('error', () => {});
    await untilOpen(port);
    return started;
  }

  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    async restart() {
      await kill();
      child = await start();
    },
    async flush() {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.write('FLUSHALL\r\n');
      await once(socket, 'data');
      socket.destroy();
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
