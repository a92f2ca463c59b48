import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';

const ROOT = new URL('..', import.meta.url).pathname;

/**
 * Installs the peers when they are missing or older than their lock file. They are no dependency of the product.
 *
 * @throws {Error} when npm fails
 */
export function installPeers(): void {
  const wanted = new URL('package-lock.json', import.meta.url);
  const installed = new URL('node_modules/.package-lock.json', import.meta.url);
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
  console.log('Installing the peers into bench/node_modules (npm ci --prefix bench).');
  const { status } = spawnSync('npm', ['ci', '--prefix', 'bench'], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new Error('The peers could not be installed.');
}
