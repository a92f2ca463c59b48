import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Nginx, startNginxWith } from '../support/nginx.ts';

const text = readFileSync(new URL('../../deploy/nginx/nginx.conf', import.meta.url), 'utf8');

export interface FrontOptions {
  /** The URLs of the gateways. */
  readonly gateways: readonly string[];
  /** True if there is a load balancer on loopback in front of nginx. */
  readonly isBehindBalancer?: boolean;
}

export interface Front extends Nginx {
  /** The access log, without the requests that are still running. */
  readonly log: () => string;
}

/** nginx with the configuration of `deploy/`: only addresses and files are replaced. */
export async function startFront({ gateways, isBehindBalancer }: FrontOptions): Promise<Front> {
  const nginx = await startNginxWith(({ folder, port }) =>
    replaceAll(text, [
      ['listen 8080;', `listen 127.0.0.1:${port};`],
      ['/tmp/', `${folder}/`],
      ['/dev/stdout', `${folder}/access.log`],
      // Debian's nginx cannot look up the names of an upstream again.
      [
        /server gateway:4000 resolve( .*;)/,
        gateways.map((url) => `server ${new URL(url).host}$1`).join('\n'),
      ],
      // The test may open fewer files than a container.
      ['worker_rlimit_nofile 65536;', ''],
      ['worker_connections 32768;', 'worker_connections 512;'],
      ...(isBehindBalancer ? balancer : []),
    ]),
  );
  return { ...nginx, log: () => readFileSync(join(nginx.folder, 'access.log'), 'utf8') };
}

const balancer: readonly Replacement[] = [
  ['# set_real_ip_from 10.0.0.0/8;', 'set_real_ip_from 127.0.0.0/8;'],
  ['# real_ip_header', 'real_ip_header'],
  ['# real_ip_recursive', 'real_ip_recursive'],
];

type Replacement = readonly [string | RegExp, string];

/** Replaces each text wherever it is, and throws if it is nowhere. */
function replaceAll(original: string, replacements: readonly Replacement[]): string {
  let result = original;
  for (const [from, to] of replacements) {
    const next = typeof from === 'string' ? result.replaceAll(from, to) : result.replace(from, to);
    if (next === result) throw new Error(`nginx.conf does not contain ${String(from)}.`);
    result = next;
  }
  return result;
}

/** The value of a directive that nginx.conf contains once, in seconds. */
export function secondsOf(directive: string): number {
  const seconds = new RegExp(`^ *${directive} (\\d+)s;$`, 'm').exec(text)?.[1];
  if (seconds === undefined) throw new Error(`nginx.conf does not contain ${directive}.`);
  return Number(seconds);
}
