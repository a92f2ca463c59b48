import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, statSync } from 'node:fs';

const ROOT = new URL('..', import.meta.url).pathname;

/**
 * Installs the peers when they are missing or older than their lock file. They are no dependency of the product.
 * A link to the installation of another checkout is left alone, because npm would empty that one.
 *
 * @throws {Error} when npm fails
 */
export function installPeers(): void {
  const folder = new URL('node_modules', import.meta.url);
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true) return;
  const wanted = new URL('package-lock.json', import.meta.url);
  const installed = new URL('node_modules/.package-lock.json', import.meta.url);
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
  console.log('Installing the peers into bench/node_modules (npm ci --prefix bench).');
  const { status } = spawnSync('npm', ['ci', '--prefix', 'bench'], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new Error('The peers could not be installed.');
}
