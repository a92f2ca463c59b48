import { createServer } from 'node:http';
import type { Config } from '../config.ts';
import { listen } from '../http/server-address.ts';
import { failed, type Finding, ok, warning } from './finding.ts';
import { codeOf } from './unreachable.ts';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not listen on this port: ports below 1024 need a privilege',
  EADDRNOTAVAIL: 'this machine does not have this address',
  ENOTFOUND: 'the name has no address',
};

/** Judges the addresses at which the gateway would listen, by listening for a moment. */
export async function judgePort({ host, port, metricsPort }: Config): Promise<Finding> {
  for (const each of [port, metricsPort ?? 0]) {
    const code = await tryListening(host, each);
    if (code === null) continue;
    const details = { host, port: each, code };
    return code === 'EADDRINUSE'
      ? warning(
          'port',
          `Something listens at ${host}, port ${each}, already.`,
          'If it is the gateway itself, all is well. Otherwise stop it, or set PORT or METRICS_PORT.',
          details,
        )
      : failed(
          'port',
          `The gateway cannot listen at ${host}, port ${each}: ${REASONS[code] ?? code}.`,
          'Set HOST to an address of this machine (0.0.0.0 for all) and PORT to a free port.',
          details,
        );
  }
  return ok('port', `The gateway can listen at ${host}, port ${port === 0 ? 'any' : port}.`, {
    host,
    port,
  });
}

/** The code of the error; null if the port is free. */
async function tryListening(host: string, port: number): Promise<string | null> {
  const server = createServer();
  try {
    await listen(server, host, port);
    return null;
  } catch (error) {
    return codeOf(error instanceof Error ? error.cause : error);
  } finally {
    server.close();
  }
}
