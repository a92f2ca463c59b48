import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../scripts/audit.ts', import.meta.url));
const patient = { timeout: 60_000 };

/** `npm run audit` with a registry that gives this response to every question. */
async function audit(status: number, body: unknown, env: Readonly<Record<string, string>> = {}) {
  const asked: string[] = [];
  const registry = createServer((request, response) => {
    asked.push(request.url ?? '');
    const isQuestion = request.method === 'POST';
    const answer = isQuestion ? body : versionsOf(request.url?.slice(1) ?? '');
    request.resume().on('end', () => {
      response.writeHead(isQuestion ? status : 200).end(JSON.stringify(answer));
    });
  });
  registry.listen(0, '127.0.0.1');
  await once(registry, 'listening');
  const { port } = registry.address() as AddressInfo;
  // npm remembers what it was told.
  const cache = mkdtempSync(join(tmpdir(), 'audit-'));
  const { promise, resolve } = Promise.withResolvers<{ code: unknown; text: string }>();
  execFile(
    process.execPath,
    [script],
    {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: {
        ...process.env,
        ...env,
        npm_config_registry: `http://127.0.0.1:${port}/`,
        npm_config_cache: cache,
      },
    },
    (error, stdout, stderr) => resolve({ code: error ? error.code : 0, text: stdout + stderr }),
  );
  const result = await promise;
  rmSync(cache, { recursive: true, force: true });
  registry.closeAllConnections();
  registry.close();
  return { ...result, asked };
}

/** What the registry says of a package, with the one version that is installed. */
function versionsOf(name: string) {
  const version = '8.12.4';
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { name, version } } };
}

const advisory = (severity: string) => ({
  undici: [
    {
      id: 1,
      url: 'https://github.com/advisories/GHSA-0000-0000-0000',
      title: 'Something',
      severity,
      vulnerable_versions: '<99.0.0',
      cwe: [],
      cvss: { score: 0, vectorString: null },
    },
  ],
});

test('an audit that finds nothing passes', patient, async () => {
  const { code, text, asked } = await audit(200, {});
  expect(text).toContain('Known vulnerabilities: 0, high or critical: 0.');
  expect(code).toBe(0);
  expect(asked).toContain('/-/npm/v1/security/advisories/bulk');
});

test(
  'a high vulnerability of a shipped package fails the audit, a low one does not',
  patient,
  async () => {
    const high = await audit(200, advisory('high'));
    expect(high.text).toContain('high: undici *; there is no fix yet.');
    expect(high.code).toBe(1);
    const low = await audit(200, advisory('low'));
    expect(low.text).toContain('Known vulnerabilities: 1, high or critical: 0.');
    expect(low.code).toBe(0);
  },
);

test(
  'a registry that cannot be asked fails the audit only where one is required',
  patient,
  async () => {
    const silent = await audit(404, { error: 'not found' });
    expect(silent.text).toContain('Nothing was audited');
    expect(silent.code).toBe(0);
    const required = await audit(404, { error: 'not found' }, { REQUIRE_AUDIT: '1' });
    expect(required.code).toBe(1);
  },
);
