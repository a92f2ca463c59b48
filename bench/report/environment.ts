import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';

const ROOT = new URL('../..', import.meta.url).pathname;

/** The versions that bench/package.json pins. */
function peerVersions(): string {
  const file = new URL('../package.json', import.meta.url);
  const { dependencies } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  return Object.entries(dependencies)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}

function commit(): string {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
    return git('describe', '--always', '--dirty', '--exclude=*');
  } catch {
    return 'unknown';
  }
}

/** The place and time of a run. Call this before the load starts. */
export function describeEnvironment(): readonly string[] {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return [
    `Date: ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, commit ${commit()}`,
    `Machine: ${cpu?.model}, ${cpus().length} cores, ${gigabytes} GB, Linux ${release()}, load before the run ${loadavg()[0]?.toFixed(2)}`,
    `Versions: Node ${process.versions.node}; peers: ${peerVersions()}`,
  ];
}
