import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { variables } from '../../src/config/variables.ts';
import { limits } from '../../src/limits.ts';
import { freePort, untilOpen } from '../support/ports.ts';
import { hasRedis, isRedisRequired } from '../support/redis-server.ts';
import { root } from './dockerfile.ts';
import { areToolsRequired, hasTools, parseYaml, runTool } from './tools.ts';

const withTools = { timeout: 60_000, skip: !hasTools && !areToolsRequired };

interface Compose {
  readonly services: Readonly<
    Record<
      'nginx' | 'gateway' | 'redis',
      {
        readonly environment: Readonly<Record<string, string>>;
        readonly stop_grace_period: string;
        readonly volumes: readonly string[];
        readonly command: readonly string[];
      }
    >
  >;
}

function readCompose(): Compose {
  const [compose] = parseYaml(readFileSync(join(root, 'deploy/compose.yaml'), 'utf8'));
  return compose as Compose;
}

test('the linters have nothing against the Dockerfile and compose.yaml', withTools, () => {
  expect(runTool('dockerfile-utils', 'lint', 'Dockerfile')).toBe('');
  expect(() => runTool('dclint', '--config', 'checks/dclint.yaml', 'compose.yaml')).not.toThrow();
});

test(
  'compose.yaml only sets variables of the gateway, and requires secrets from outside',
  withTools,
  () => {
    const { environment } = readCompose().services.gateway;
    const known = new Set(Object.keys(variables.shape));
    expect(Object.keys(environment).filter((name) => !known.has(name))).toEqual([]);
    for (const value of Object.values(environment)) expect(value).toContain('${');
    const example = readFileSync(join(root, 'deploy/env.example'), 'utf8');
    const required = Object.values(environment).flatMap(
      (value) => /\$\{(\w+):\?/.exec(value)?.[1] ?? [],
    );
    for (const name of required) expect(example).toMatch(new RegExp(`^${name}=`, 'm'));
  },
);

test('a replica has the time to stop', withTools, () => {
  const seconds = Number.parseInt(readCompose().services.gateway.stop_grace_period, 10);
  expect(seconds * 1000).toBeGreaterThan(limits.drainMs + 5_000);
});

test(
  'Redis accepts its settings, and only clients with its password',
  {
    ...withTools,
    skip: withTools.skip || (!hasRedis && !isRedisRequired),
  },
  async () => {
    const port = await freePort();
    const [program = '', ...args] = readCompose().services.redis.command.map((word) =>
      word
        .replaceAll('$$', '$')
        .replace('/etc/redis.conf', join(root, 'deploy/redis/redis.conf'))
        .replace('redis-server -', `redis-server - --bind 127.0.0.1 --port ${port} --dir /tmp`),
    );
    const env = { PATH: process.env['PATH'], REDISCLI_AUTH: 'password1' };
    const redis = spawn(program, args, { env, stdio: 'ignore' });
    const exited = once(redis, 'exit');
    try {
      await untilOpen(port);
      const ask = (commands: string) => {
        const socket = connect(port, '127.0.0.1').end(`${commands}QUIT\r\n`);
        return text(socket);
      };
      expect(await ask('PING\r\n')).toMatch(/^-NOAUTH/);
      const settings = await ask(
        'AUTH password1\r\nCONFIG GET maxmemory-policy\r\nCONFIG GET save\r\n',
      );
      expect(settings).toMatch(/^\+OK\r\n.*\r\nnoeviction\r\n.*\r\nsave\r\n\$0\r\n/s);
      const visible = readFileSync(`/proc/${redis.pid}/cmdline`, 'utf8');
      expect(visible).toContain('redis-server');
      expect(visible).not.toContain('password1');
    } finally {
      redis.kill('SIGTERM');
      await exited;
    }
  },
);
