import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findFreePort, isUp, spawnCommand, spawnGateway } from '../../support/process.ts';
import { needsTerminal, onTerminal } from '../../support/pseudo-terminal.ts';

/** A process takes seconds to start on a machine that has other work. */
const patient = { timeout: 60_000 };
const onATerminal = { ...patient, ...needsTerminal };

const ESCAPE = '\u001b';
const server = fileURLToPath(new URL('../../../src/server.ts', import.meta.url));

/** A gateway whose stdout is a terminal, and what it has printed when it has stopped. */
async function printsOnTerminal(env: Readonly<Record<string, string>>): Promise<string> {
  const port = await findFreePort();
  await using gateway = spawnCommand(onTerminal(server), { PORT: port, TERM: 'xterm', ...env });
  await isUp(port);
  await expect.poll(() => gateway.lines().join()).toContain('started');
  gateway.kill('SIGTERM');
  await gateway.exited;
  return gateway.lines().join('\n');
}

test('on a terminal the log is for people, in colour', onATerminal, async () => {
  const printed = await printsOnTerminal({});
  expect(printed).toMatch(/\d\d:\d\d:\d\d\.\d{3}/);
  expect(printed).toContain(`${ESCAPE}[1mstarted`);
  expect(printed).toContain('    The example app is at http://127.0.0.1:');
  expect(printed).not.toContain('{"');
});

test.for([{ NO_COLOR: '1' }, { TERM: 'dumb' }])(
  'on a terminal with %o the log has no colours',
  onATerminal,
  async (env) => {
    const printed = await printsOnTerminal(env);
    expect(printed).toMatch(/^\d\d:\d\d:\d\d\.\d{3} info {2}started/m);
    expect(printed).not.toContain(ESCAPE);
  },
);

test('LOG_FORMAT=json is for programs, also on a terminal', onATerminal, async () => {
  const printed = await printsOnTerminal({ LOG_FORMAT: 'json' });
  expect(printed).toContain('{"level":"info"');
  expect(printed).not.toContain(ESCAPE);
});

test(
  'LOG_FORMAT=pretty is for people, also in a pipe, and has no colours there',
  patient,
  async () => {
    const port = await findFreePort();
    await using gateway = spawnGateway({ PORT: port, LOG_FORMAT: 'pretty' });
    await isUp(port);
    gateway.kill('SIGTERM');
    expect(await gateway.exited).toBe(0);
    const printed = gateway.lines().join('\n');
    expect(printed).toMatch(/^\S+ info {2}started$/m);
    expect(printed).toMatch(/^\S+ info {2}stopped Stopped\. durationMs=\d+$/m);
    expect(printed).not.toContain(ESCAPE);
  },
);
