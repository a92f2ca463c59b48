import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { configOf, problemsOf } from '../config/reading.ts';
import { startTestGateway } from '../support/gateway.ts';

async function askVersion(commit: string | null): Promise<unknown> {
  await using gateway = await startTestGateway({ config: { commit, isProduction: true } });
  const response = await fetch(gateway.url.replace('/graphql', '/version'));
  return response.json();
}

test('GET /version says what runs, in production too, and nothing else', async () => {
  const running = {
    name: 'mx-graphql-gateway',
    version: manifest.version,
    node: process.versions.node,
    mxApiVersion: 'v20111101',
  };
  expect(await askVersion('0123abc')).toEqual({ ...running, commit: '0123abc' });
  expect(await askVersion(null)).toEqual({ ...running, commit: null });
});

test('GIT_COMMIT is the hash of a commit, and anything else is refused', () => {
  expect(configOf({}).commit).toBeNull();
  expect(configOf({ GIT_COMMIT: '' }).commit).toBeNull();
  expect(configOf({ GIT_COMMIT: '0123ABCDEF' }).commit).toBe('0123abcdef');
  expect(problemsOf({ GIT_COMMIT: 'main' })).toEqual([
    expect.stringMatching(/^GIT_COMMIT is "main"; it must be the hash of a commit/),
  ]);
});
