import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Redis {
  readonly url: string;
  readonly pid: number;
  /** The counters of `INFO`, by name. */
  readonly info: () => Promise<ReadonlyMap<string, number>>;
  readonly stop: () => void;
}

const TRIES = 200;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The reply to `INFO`; undefined if nothing listens. */
async function ask(port: number): Promise<string | undefined> {
  const socket = connect(port, '127.0.0.1');
  socket.setEncoding('latin1');
  try {
    await once(socket, 'connect');
    socket.write('INFO\r\n');
    let text = '';
    for await (const chunk of socket as AsyncIterable<string>) {
      text += chunk;
      const length = Number(/^\$(\d+)\r\n/.exec(text)?.[1]);
      if (text.length >= length) return text;
    }
    return undefined;
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}

/** Starts an empty Redis without persistence in a process of its own, which ends with this one. */
export async function startRedis(): Promise<Redis> {
  const port = await freePort();
  const options = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
  ];
  const child = spawn('redis-server', options, { stdio: 'ignore', cwd: '/tmp' });
  const stop = () => void child.kill('SIGKILL');
  process.once('exit', stop);
  child.once('error', () => {
    throw new Error('The bench needs redis-server');
  });
  for (let tries = 0; (await ask(port)) === undefined; tries += 1) {
    if (tries === TRIES) throw new Error('Redis does not start');
    await sleep(25);
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    async info() {
      const lines = ((await ask(port)) ?? '').split('\r\n').map((line) => line.split(':'));
      return new Map(lines.map(([name = '', value]) => [name, Number(value)]));
    },
    stop,
  };
}
