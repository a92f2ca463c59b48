import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, untilOpen } from './ports.ts';

const NGINX = process.env['NGINX'] ?? '/usr/sbin/nginx';

export const hasNginx = existsSync(NGINX);
/** True if a test without nginx is a failure. */
export const isNginxRequired = process.env['REQUIRE_NGINX'] === '1';

export interface Nginx extends AsyncDisposable {
  /** Ends with `/graphql`. */
  readonly url: string;
  /** What nginx has written to stderr. */
  readonly stderr: () => string;
  /** The folder of its configuration and its files. */
  readonly folder: string;
}

/**
 * A proxy on a free port of loopback with one location, which forwards everything.
 *
 * @param url the URL of the gateway
 * @param directives directives of the location, in addition to `proxy_pass`
 */
export function startNginx(url: string, directives = ''): Promise<Nginx> {
  return startNginxWith(({ folder, port }) => {
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${folder}/${name};`)
      .join('\n');
    return `master_process off; pid ${folder}/pid; error_log stderr warn;
    events { worker_connections 256; }
    http { access_log off; ${paths}
      server { listen 127.0.0.1:${port};
        location / { proxy_pass ${new URL(url).origin}; ${directives} } } }`;
  });
}

/** A proxy with a whole configuration, which must not contain `daemon`. */
export async function startNginxWith(
  configure: (place: { readonly folder: string; readonly port: number }) => string,
): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'nginx-'));
  const port = await freePort();
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configure({ folder, port }));
  const child = spawn(NGINX, ['-p', folder, '-c', file, '-e', 'stderr', '-g', 'daemon off;'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilOpen(port);
  } catch (cause) {
    await stop();
    throw new Error(`nginx has not started: ${stderr}`, { cause });
  }
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    stderr: () => stderr,
    folder,
    [Symbol.asyncDispose]: stop,
  };
}
