import { execFile } from 'node:child_process';
import { z } from 'zod';

// `npm run audit` asks the npm registry for known vulnerabilities in the shipped packages. The exit
// code is 1 for those that are high or critical, and 0 if the registry cannot be asked: then it
// says so. With REQUIRE_AUDIT=1 that is an error, too.

const reportSchema = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({ severity: z.string(), range: z.string(), fixAvailable: z.unknown() }),
  ),
});

const { promise, resolve } = Promise.withResolvers<string>();
execFile(
  'npm',
  ['audit', '--omit=dev', '--json', '--fetch-retries=1', '--fetch-timeout=20000'],
  { timeout: 60_000, shell: process.platform === 'win32' },
  (_error, stdout) => resolve(stdout),
);
const report = reportSchema.safeParse(parse(await promise));

if (report.success) {
  const found = Object.entries(report.data.vulnerabilities);
  for (const [name, { severity, range, fixAvailable }] of found) {
    const remedy = fixAvailable ? '`npm audit fix` updates it' : 'there is no fix yet';
    console.error(`${severity}: ${name} ${range}; ${remedy}.`);
  }
  const serious = found.filter(([, { severity }]) => ['high', 'critical'].includes(severity));
  console.log(`Known vulnerabilities: ${found.length}, high or critical: ${serious.length}.`);
  if (serious.length > 0) process.exitCode = 1;
} else {
  console.error('Nothing was audited: the npm registry did not answer the question.');
  if (process.env['REQUIRE_AUDIT'] === '1') process.exitCode = 1;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
