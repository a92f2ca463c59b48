import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { expect, test } from 'vitest';

const client = join(import.meta.dirname, '../../client/src');

/** The bytes of a minified bundle of this code, after gzip, and its text. */
async function bundle(code: string) {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'kit-size-'));
  const entry = join(folder.path, 'entry.js');
  await writeFile(entry, code);
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      lib: { entry, formats: ['es'] },
      rolldownOptions: { external: ['react'] },
    },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (output === undefined || !('output' in output)) throw new TypeError('There is no bundle.');
  const text = output.output.map((chunk) => ('code' in chunk ? chunk.code : '')).join('');
  return { bytes: gzipSync(text).length, text };
}

test('all of the client kit has less than 10 KB', async () => {
  const { bytes } = await bundle(`export * from '${client}/main.ts';`);
  expect(bytes).toBeLessThan(10_000);
});

test('the hooks for React add less than 2 KB to it', async () => {
  const { bytes } = await bundle(
    `export * from '${client}/main.ts'; export * from '${client}/react/main.ts';`,
  );
  expect(bytes).toBeLessThan(12_000);
});

test('a bundle contains only the parts of the kit that an app imports', async () => {
  const errors = await bundle(`export { MxError } from '${client}/main.ts';`);
  expect(errors.bytes).toBeLessThan(500);
  const wallet = await bundle(`export { Wallet } from '${client}/generated/operations.ts';`);
  expect(wallet.text).toContain('query Wallet');
  expect(wallet.text).not.toContain('query Users');
});
