import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { bundle, kitSource } from './bundle.ts';

const sizeOf = async (code: string) => gzipSync(await bundle(code)).length;

test('all of the client kit has less than 10 KB', async () => {
  expect(await sizeOf(`export * from '${kitSource}/main.ts';`)).toBeLessThan(10_000);
});

test('the client kit with its hooks for React has less than 12 KB', async () => {
  const parts = ['main.ts', 'react/main.ts'].map((file) => `export * from '${kitSource}/${file}';`);
  expect(await sizeOf(parts.join('\n'))).toBeLessThan(12_000);
});

test('a bundle contains only the parts of the kit that an app imports', async () => {
  expect(await sizeOf(`export { MxError } from '${kitSource}/main.ts';`)).toBeLessThan(500);
  const wallet = await bundle(`export { Wallet } from '${kitSource}/generated/operations.ts';`);
  expect(wallet.includes('query Wallet')).toBe(true);
  expect(wallet.includes('query Users')).toBe(false);
});
