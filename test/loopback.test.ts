import { expect, test } from 'vitest';
import { isLoopback, isLoopbackToBrowsers } from '../src/loopback.ts';

test.for([
  ['localhost', true, true],
  ['LocalHost', true, true],
  ['127.0.0.1', true, true],
  ['127.255.0.9', true, true],
  ['::1', true, true],
  ['[::1]', true, true],
  ['app.localhost', false, true],
  ['a.b.LOCALHOST', false, true],
  ['.localhost', false, false],
  ['localhost.evil.example', false, false],
  ['evillocalhost', false, false],
  ['127.0.0.1.evil.example', false, false],
  ['127.0.0', false, false],
  ['1127.0.0.1', false, false],
  ['0.0.0.0', false, false],
  ['::', false, false],
  ['10.0.0.1', false, false],
  ['', false, false],
] as const)('%s is loopback: %s, to browsers: %s', ([host, isOwn, isOwnToBrowsers]) => {
  expect([isLoopback(host), isLoopbackToBrowsers(host)]).toEqual([isOwn, isOwnToBrowsers]);
});
