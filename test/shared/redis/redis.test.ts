import { afterAll, describe } from 'vitest';
import {
  hasRedis,
  isRedisRequired,
  type RedisServer,
  startRedis,
} from '../../support/redis-server.ts';
import { describeSharedCounts } from '../suite-of-counts.ts';
import { describeSharedFeeds } from '../suite.ts';
import { joinFast } from './joining.ts';

if (!hasRedis) console.warn('Shared state is not tested on Redis: there is no redis-server.');

describe.skipIf(!hasRedis && !isRedisRequired)('with redis-server', () => {
  let server: Promise<RedisServer> | null = null;
  let count = 0;

  const start = async () => {
    server ??= startRedis();
    const { url } = await server;
    count += 1;
    const namespace = `suite-${count}`;
    return {
      join: () => joinFast(url, { namespace }),
      [Symbol.asyncDispose]: async () => {},
    };
  };
  afterAll(async () => {
    await (await server)?.[Symbol.asyncDispose]();
  });

  describeSharedFeeds('Redis', start);
  describeSharedCounts('Redis', start);
});
