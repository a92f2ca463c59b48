import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { signSandboxToken } from '../../src/auth/sandbox-tokens.ts';
import { ok } from '../../src/doctor/finding.ts';
import { withoutSecrets } from '../../src/doctor/report.ts';
import { json, startFakeMx } from '../support/fake-mx.ts';
import { needsTerminal, onTerminal } from '../support/pseudo-terminal.ts';
import { API_KEY, CLIENT_ID, withMx } from './examining.ts';

/** A process takes seconds to start on a machine that has other work. */
const patient = { timeout: 60_000 };
const script = fileURLToPath(new URL('../../src/doctor.ts', import.meta.url));

/** `node src/doctor.ts` with this environment and none of the test's own variables. */
async function run(env: Readonly<Record<string, string>>, args: readonly string[], input = '') {
  return runCommand([process.execPath, script, ...args], env, input);
}

async function runCommand(
  [program = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  input: string,
) {
  const child = spawn(program, args, { env });
  child.stdin.end(input);
  const exited = new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await exited, stdout, stderr };
}

test(
  'with the sandbox the doctor ends with 0, and verifies a token from stdin',
  patient,
  async () => {
    const token = await signSandboxToken('demo-household', Date.now());
    const { code, stdout, stderr } = await run({ PORT: '0' }, ['--strict', '--token'], token);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^ok +settings /);
    expect(stdout).toMatch(/^ok +token +The token is accepted as an end user/m);
    expect(stdout).toMatch(/\nAll is well\.\n$/);
    expect(stdout).not.toContain(token);
    expect(code).toBe(0);
  },
);

test('on a terminal the doctor asks for the token', { ...patient, ...needsTerminal }, async () => {
  const token = await signSandboxToken('demo-household', Date.now());
  const { code, stdout } = await runCommand(
    onTerminal(script, '--token'),
    { PORT: '0', TERM: 'dumb' },
    `${token}\n`,
  );
  expect(stdout).toContain('Paste the token, press Enter and then Ctrl-D.');
  expect(stdout).toMatch(/^ok +token +The token is accepted as an end user/m);
  expect(code).toBe(0);
});

test('a failure ends with 1 and is JSON for scripts, without a secret', patient, async () => {
  await using mx = await startFakeMx(json({ error: { message: API_KEY } }, 401));
  const { code, stdout } = await run(withMx(mx.baseUrl), ['--json']);
  expect(code).toBe(1);
  expect(stdout).not.toMatch(new RegExp(`${API_KEY}|${CLIENT_ID}`));
  const report = JSON.parse(stdout) as { ok: boolean; failures: number; findings: object[] };
  expect(report).toMatchObject({ ok: false, failures: 1 });
  expect(report.findings).toContainEqual(
    expect.objectContaining({ topic: 'keys', state: 'failed', fix: expect.any(String) }),
  );
});

test('--strict also fails for a warning', patient, async () => {
  const env = { PORT: '0', MX_TIMEOUT: '5' };
  const [plain, strict] = await Promise.all([run(env, []), run(env, ['--strict'])]);
  expect([plain.code, strict.code]).toEqual([0, 1]);
});

test('an unknown option ends with 64 and the usage', patient, async () => {
  const { code, stdout } = await run({}, ['--verbose']);
  expect(code).toBe(64);
  expect(stdout).toMatch(/^Usage: /);
});

test('a secret that would get into a report is replaced', () => {
  const finding = ok('mx', 'It says s3cret-key.', { host: 's3cret-key', count: 1 });
  expect(withoutSecrets([finding], ['s3cret-key', 'say', ''])).toEqual([
    ok('mx', 'It says [secret].', { host: '[secret]', count: 1 }),
  ]);
});
