import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

// A network and files of the test's own, for one process. They need a kernel of Linux that lets a
// user have namespaces, and `ip` and `tc` of iproute2.

/**
 * Commands that make loopback lose this share of all packets. netem is not needed: a filter picks
 * packets (load a random number, modulo 100, compare) and sends them to a device with nothing behind
 * it.
 */
export function losePackets(percent: number): string {
  return `
    ip link add hole type veth peer name nothing
    ip link set hole up
    tc qdisc add dev lo clsact
    tc filter add dev lo egress protocol all bpf bytecode \\
      "5,32 0 0 4294963256,148 0 0 100,53 1 0 ${percent},6 0 0 4294967295,6 0 0 0" \\
      action mirred egress redirect dev hole`;
}

/** Commands that make port 53 of loopback the only name server, with a patience of one second. */
export const useOwnNameServer = `
    printf 'nameserver 127.0.0.1\\noptions timeout:1 attempts:1\\n' > /tmp/own-resolv.conf.$$
    mount --bind /tmp/own-resolv.conf.$$ "$(readlink -f /etc/resolv.conf)"
    rm /tmp/own-resolv.conf.$$`;

function toArguments(setup: string, command: readonly string[]): string[] {
  const script = `set -e\nip link set lo up\n${setup}\nexec "$@"`;
  return ['-rnm', 'sh', '-c', script, 'sh', ...command];
}

const canHave = (setup: string) => spawnSync('unshare', toArguments(setup, ['true'])).status === 0;

/** True if a test whose network cannot be had is a failure. */
const isRequired = process.env['REQUIRE_OWN_NETWORK'] === '1';

/** True if a test with such a network must be skipped on this machine. */
export function lacksNetwork(setup: string): boolean {
  return !isRequired && !canHave(setup);
}

/** Runs a file of TypeScript in a network of its own; resolves with the JSON that it prints. */
export async function runInOwnNetwork(file: string, setup: string): Promise<unknown> {
  const path = new URL(file, import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(
    'unshare',
    toArguments(setup, [process.execPath, path]),
  );
  return JSON.parse(stdout);
}
