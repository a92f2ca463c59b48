import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, untilOpen } from './ports.ts';

const PROMETHEUS = process.env['PROMETHEUS'] ?? '/usr/bin/prometheus';
const PROMTOOL = process.env['PROMTOOL'] ?? '/usr/bin/promtool';

/** True if Prometheus and its promtool are there; Debian's package `prometheus` has both. */
export const hasPrometheus = existsSync(PROMETHEUS) && existsSync(PROMTOOL);
/** True if a test without them is a failure. */
export const isPrometheusRequired = process.env['REQUIRE_PROMTOOL'] === '1';

/** Runs promtool. Returns its output; throws if it finds something. */
export function runPromtool(args: readonly string[], input = ''): string {
  return execFileSync(PROMTOOL, args, { input, encoding: 'utf8', stdio: 'pipe' });
}

export interface Prometheus extends AsyncDisposable {
  /** The URL of its API, without a slash at the end. */
  readonly url: string;
  /** The response of `/api/v1/query` to an expression. */
  readonly query: (expression: string) => Promise<QueryResponse>;
}

export interface QueryResponse {
  readonly status: 'success' | 'error';
  readonly error?: string;
  readonly data?: { readonly resultType: string; readonly result: readonly unknown[] };
}

/** A real Prometheus on loopback that scrapes `target` (`host:port`) five times per second. */
export async function startPrometheus(target: string, rules: string): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const port = await freePort();
  const config = {
    global: { scrape_interval: '200ms', evaluation_interval: '1s' },
    rule_files: [rules],
    scrape_configs: [{ job_name: 'mx-graphql-gateway', static_configs: [{ targets: [target] }] }],
  };
  // JSON is YAML.
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
  const child = spawn(
    PROMETHEUS,
    [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  await untilOpen(port);
  return {
    url,
    async query(expression) {
      const response = await fetch(`${url}/api/v1/query`, {
        method: 'POST',
        body: new URLSearchParams({ query: expression }),
      });
      return (await response.json()) as QueryResponse;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
