import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

/** The sources of the client kit. */
export const kitSource = join(import.meta.dirname, '../../client/src');

/** A minified bundle of this code, as an app's build tool makes it. */
export async function bundle(code: string): Promise<string> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'kit-bundle-'));
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
  return output.output.map((chunk) => ('code' in chunk ? chunk.code : '')).join('');
}
