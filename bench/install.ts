import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const ROOT = new URL('..', import.meta.url).pathname;

/**
 * Installs the peers when they are missing. They are no dependency of the product.
 *
 * @throws {Error} when npm fails
 */
export function installPeers(): void {
  if (existsSync(new URL('node_modules/.package-lock.json', import.meta.url))) return;
  console.log('Installing the peers into bench/node_modules (npm ci --prefix bench).');
  const { status } = spawnSync('npm', ['ci', '--prefix', 'bench'], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new Error('The peers could not be installed.');
}
