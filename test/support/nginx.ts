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
}

/**
 * A proxy on a free port of loopback with one location, which forwards everything.
 *
 * @param url the URL of the gateway
 * @param directives directives of the location, in addition to `proxy_pass`
 */
export async function startNginx(url: string, directives = ''): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'nginx-'));
  const port = await freePort();
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join('\n');
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; master_process off; pid ${folder}/pid; error_log stderr warn;
    events { worker_connections 256; }
    http { access_log off; ${paths}
      server { listen 127.0.0.1:${port};
        location / { proxy_pass ${new URL(url).origin}; ${directives} } } }`,
  );
  const child = spawn(NGINX, ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilOpen(port);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: Object.assign(new URL(url), { port: String(port) }).href,
    [Symbol.asyncDispose]: stop,
  };
}
