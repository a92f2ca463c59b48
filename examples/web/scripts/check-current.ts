import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { dist, hashSources, stamp } from './sources.ts';

// `npm run check:app` in the root: whether the committed build is current, without the packages that
// build it. `npm run check` here builds it again and compares.

/** The most that all files may weigh together: React alone weighs 218 kB. */
const MAX_BYTES = 350_000;

if (readFileSync(stamp, 'utf8').trim() !== hashSources()) {
  console.error(
    'examples/web/dist is older than its sources, which include client/src: run\n' +
      '`npm ci --prefix examples/web && npm run build --prefix examples/web`.',
  );
  process.exitCode = 1;
}
const files = globSync('assets/*', { cwd: dist }).map((name) => join(dist, name));
const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
if (bytes > MAX_BYTES) {
  console.error(`examples/web/dist weighs ${bytes} bytes, more than ${MAX_BYTES}.`);
  process.exitCode = 1;
}
