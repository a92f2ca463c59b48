import { createServer } from 'node:http';
import manifest from '../../package.json' with { type: 'json' };
import type { Config } from '../config.ts';
import { listen } from '../http/server-address.ts';
import { failed, type Finding, ok, warning } from './finding.ts';
import { get, type GetOptions } from './get.ts';
import { codeOf } from './unreachable.ts';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not listen on this port: ports below 1024 need a privilege',
  EADDRNOTAVAIL: 'this machine does not have this address',
  ENOTFOUND: 'the name has no address',
};

/** Judges the addresses at which the gateway would listen, by listening for a moment. */
export async function judgePort(
  { host, port, metricsPort }: Config,
  options: GetOptions,
): Promise<Finding> {
  for (const each of [port, metricsPort ?? 0]) {
    const code = await tryListening(host, each);
    if (code === null) continue;
    const details = { host, port: each, code };
    const running = code === 'EADDRINUSE' ? await findGateway(host, port, options) : null;
    if (running !== null) return running;
    return code === 'EADDRINUSE'
      ? failed(
          'port',
          `Something else than a gateway listens at ${host}, port ${each}, already. The gateway cannot start.`,
          'Stop it, or set PORT or METRICS_PORT to a free port.',
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

/** The gateway that listens already; null if it is something else. */
async function findGateway(
  host: string,
  port: number,
  options: GetOptions,
): Promise<Finding | null> {
  const isEverywhere = host === '0.0.0.0' || host === '::';
  const name = isEverywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const reply = await get(new URL(`http://${name}:${port}/version`), options);
  const json: unknown = 'status' in reply ? reply.json : null;
  if (typeof json !== 'object' || json === null) return null;
  const { name: found, version } = json as { readonly name?: unknown; readonly version?: unknown };
  if (found !== manifest.name || typeof version !== 'string' || !/^[\w.+-]{1,40}$/.test(version)) {
    return null;
  }
  const sentence = `A gateway of version ${version} listens at ${host}, port ${port}.`;
  return version === manifest.version
    ? ok('port', sentence, { host, port, version })
    : warning(
        'port',
        `${sentence} This doctor is of version ${manifest.version}.`,
        'Run the doctor of the same version, or restart the gateway.',
        { host, port, version },
      );
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
