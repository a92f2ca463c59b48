import { readConfig } from './config.ts';
import { startGateway } from './gateway.ts';
import { createEvents } from './observability/events.ts';
import { createLogger } from './observability/logger.ts';

/** sysexits.h: the configuration is wrong, starting again will not help. */
const EX_CONFIG = 78;

const read = readConfig(process.env);
if (!read.ok) {
  for (const problem of read.problems) process.stderr.write(`${problem}\n`);
  process.exit(EX_CONFIG);
}
const { config, warnings } = read;
const events = createEvents(createLogger({ level: config.logLevel }));
for (const warning of warnings) events.configWarning(warning);

// By itself Node opens its inspector on this signal: whoever reaches that reads tokens and passwords.
process.on('SIGUSR1', () => {});

const gateway = await startGateway(config, events).catch((error: unknown): never => {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`The gateway cannot start. ${reason}\n`);
  process.exit(1);
});
events.started({
  url: gateway.url,
  upstream: config.upstream.kind,
  hasExplorer: !config.isProduction,
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    const startedAt = performance.now();
    events.stopping(signal);
    // A second signal means now.
    process.once(signal, () => process.exit(1));
    void gateway[Symbol.asyncDispose]().then(
      () => {
        events.stopped(Math.round(performance.now() - startedAt));
        process.exit(0);
      },
      () => process.exit(1),
    );
  });
}
