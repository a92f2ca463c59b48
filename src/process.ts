import manifest from '../package.json' with { type: 'json' };
import { type Config, readConfig } from './config.ts';
import { summarise } from './config/summary.ts';
import type { Gateway } from './gateway.ts';
import { changeLimits, limits } from './limits.ts';
import { isMxError } from './mx/errors.ts';
import type { Events } from './observability/event-types.ts';
import { createEvents } from './observability/events.ts';
import { createLineWriter } from './observability/line-writer.ts';
import { asJson, createLogger, describeGap } from './observability/logger.ts';
import { createPretty, type FormatLine } from './observability/pretty/pretty.ts';
import { lookAtStdout, openStdio } from './observability/stdio.ts';

/** sysexits.h: the configuration is wrong, and another start will not help. */
const EX_CONFIG = 78;

/**
 * The longest time from a signal to the end of the process: longer than the gateway needs to drain.
 */
const HARD_STOP_MS = limits.drainMs + 5_000;
/** Requests that a client has sent before the signal arrive within this time. */
const LAST_REQUESTS_MS = 1_000;
/** How long the last log lines have to be written, at a stop and at a crash. */
const FLUSH_MS = 2_000;
const CRASH_FLUSH_MS = 500;
/** How long log lines are gathered: a write for each line is the dearest part of the line. */
const GATHER_MS = 10;
/** How long the process may still run after everything is closed. */
const LINGER_MS = 1_000;

const stderr = createLineWriter({
  write: openStdio(2),
  describeGap: (lines) => `(${lines} lines were dropped.)\n`,
});
/** Known once the configuration is read. */
let format = asJson;
const stdout = createLineWriter({
  write: openStdio(1),
  describeGap: (lines) => describeGap(lines, format),
  gatherMs: GATHER_MS,
  onTrouble: ({ code }) =>
    stderr.write(`The log cannot be written (${code}). Lines are being lost.\n`),
});

await run();

async function run(): Promise<void> {
  const read = readConfig(process.env);
  if (!read.ok) return fail(read.problems, EX_CONFIG);
  const { config, warnings } = read;
  changeLimits(read.limits);
  format = toFormat(config);
  const logger = createLogger({ level: config.logLevel, destination: stdout, format });
  const events = createEvents(logger);
  for (const warning of warnings) events.configWarning(warning);

  process.on('uncaughtException', (error) => crash(error, events));
  // A read that fails after its operation has ended is not a bug, although nothing handles the
  // rejection.
  process.on('unhandledRejection', (reason) => {
    if (!isMxError(reason)) crash(reason, events);
  });
  // By default Node writes warnings to stderr, and waits for its reader.
  process.removeAllListeners('warning').on('warning', events.warned);
  // By default Node opens its inspector on this signal: a client of the inspector can read tokens
  // and passwords.
  process.on('SIGUSR1', () => {});

  try {
    // Some parts compute constants from limits, so the parts are loaded after the change.
    const { checkDocuments, startGateway } = await import('./gateway.ts');
    await checkDocuments(config);
    const gateway = await startGateway(config, events, { lingerMs: LAST_REQUESTS_MS });
    events.started({
      url: gateway.url,
      upstream: config.upstream.kind,
      hasExplorer: !config.isProduction,
      appUrl: gateway.appUrl,
      demoToken: gateway.demoToken,
      metricsUrl: gateway.metricsUrl,
      controlUrl: gateway.controlUrl,
      version: manifest.version,
      ...summarise(config),
    });
    stopOnSignals(gateway, events);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await fail([`The gateway cannot start. ${reason}`], 1);
  }
}

function toFormat({ logFormat }: Config): FormatLine {
  const { isTerminal, hasColours } = lookAtStdout();
  const isPretty = (logFormat ?? (isTerminal ? 'pretty' : 'json')) === 'pretty';
  return isPretty ? createPretty({ hasColours }) : asJson;
}

/** Stops the gateway on a signal. A terminal sends SIGHUP when it is closed. */
function stopOnSignals(gateway: Gateway, events: Events): void {
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
  const stop = (signal: string) => {
    // A second signal of any kind ends the process immediately.
    for (const each of signals) process.off(each, stop).on(each, () => process.exit(1));
    setTimeout(() => process.exit(1), HARD_STOP_MS).unref();
    const startedAt = performance.now();
    events.stopping(signal);
    void gateway[Symbol.asyncDispose]().then(
      () => {
        events.stopped(Math.round(performance.now() - startedAt));
        return leave(0);
      },
      (error: unknown) => crash(error, events),
    );
  };
  for (const signal of signals) process.on(signal, stop);
}

async function fail(sentences: readonly string[], code: number): Promise<void> {
  for (const sentence of sentences) stderr.write(`${sentence}\n`);
  await leave(code);
}

/** Ends the process by leaving it nothing to do, and by force if that is not enough. */
async function leave(code: number): Promise<void> {
  process.exitCode = code;
  await Promise.all([stdout.flush(FLUSH_MS), stderr.flush(FLUSH_MS)]);
  setTimeout(() => process.exit(), LINGER_MS).unref();
}

/**
 * The state after a bug is unknown, so nothing is drained. The supervisor starts another process.
 */
function crash(error: unknown, events: Events): void {
  process.removeAllListeners('uncaughtException').on('uncaughtException', () => process.exit(1));
  events.crashed(error);
  // An operator who does not read the log should see the crash, too. The error may contain data and
  // is not repeated.
  stderr.write('The gateway hit a bug and is exiting. See "crashed" in its log.\n');
  const flushed = [stdout.flush(CRASH_FLUSH_MS), stderr.flush(CRASH_FLUSH_MS)];
  void Promise.all(flushed).then(() => process.exit(1));
}
