import { text } from 'node:stream/consumers';
import { readConfig } from './config.ts';
import { readArguments, USAGE } from './doctor/arguments.ts';
import { toExitCode, toJson, toText, withoutSecrets } from './doctor/report.ts';
import { findSecrets } from './doctor/secrets.ts';
import { changeLimits } from './limits.ts';
import { byTimer } from './mx/wire/deadline.ts';
import { createLineWriter } from './observability/line-writer.ts';
import { openStdio } from './observability/stdio.ts';
import { Secret } from './secret.ts';

/** sysexits.h: the command was used incorrectly. */
const EX_USAGE = 64;
const FLUSH_MS = 2_000;

const asked = process.argv.includes('--help') ? null : readArguments(process.argv.slice(2));
if (asked === null) {
  await end(USAGE, process.argv.includes('--help') ? 0 : EX_USAGE);
} else {
  const read = readConfig(process.env);
  if (read.ok) changeLimits(read.limits);
  // Some parts compute constants from limits, as in `process.ts`.
  const { examine } = await import('./doctor/examine.ts');
  const token = asked.readsToken ? await readToken() : null;
  const findings = await examine({
    env: process.env,
    url: asked.url,
    token: token === null ? null : new Secret(token),
    fetch,
    now: () => Date.now(),
    monotonicNow: () => performance.now(),
    schedule: byTimer,
  });
  const shown = withoutSecrets(findings, findSecrets(process.env, token));
  const report = asked.isJson ? toJson(shown) : toText(shown);
  await end(report, toExitCode(shown, asked.isStrict));
}

/** Writes and exits: a look-up of a name may keep a thread, and so the process, for a long time. */
async function end(report: string, code: number): Promise<void> {
  const stdout = createLineWriter({ write: openStdio(1), describeGap: () => '' });
  stdout.write(report);
  await stdout.flush(FLUSH_MS);
  process.exit(code);
}

function readToken(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Paste the token, press Enter and then Ctrl-D.\n');
  return text(process.stdin);
}
