import { describe } from 'vitest';
import {
  hasRedis,
  isRedisRequired,
  type RedisServer,
  startRedis,
} from '../../support/redis-server.ts';
import { describeSharedState } from '../suite.ts';
import { joinFast } from './joining.ts';

if (!hasRedis) console.warn('Shared state is not tested on Redis: there is no redis-server.');

describe.skipIf(!hasRedis && !isRedisRequired)('with redis-server', () => {
  let server: Promise<RedisServer> | null = null;
  let count = 0;

  describeSharedState('Redis', async () => {
    server ??= startRedis();
    const { url } = await server;
    const namespace = `suite-${(count += 1)}`;
    return {
      join: () => joinFast(url, { namespace }),
      [Symbol.asyncDispose]: async () => {},
    };
  });
});
