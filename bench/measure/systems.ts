import { startProcess, type StartedProcess } from './processes.ts';
import { SECRET_ENV } from './tokens.ts';

const NAMES: Readonly<Record<string, string>> = {
  gateway: 'the gateway',
  bare: 'by hand (the limit)',
  'mercurius-undici': 'Mercurius, JIT, undici',
  'mercurius-fetch': 'Mercurius, JIT, fetch',
  yoga: 'Yoga, fetch',
  apollo: 'Apollo Server 5, REST',
  sdk: "MX's SDK, serial",
  'graphql-ws': 'graphql-ws on ws',
  sockets: 'sockets by hand (the limit)',
};

export const PEERS = [
  'bare',
  'mercurius-undici',
  'mercurius-fetch',
  'yoga',
  'apollo',
  'sdk',
] as const;

export function nameOf(system: string): string {
  return NAMES[system] ?? system;
}

/** Starts the gateway as in production: tokens, limits and logs. */
export function startGateway(mxUrl: string): Promise<StartedProcess> {
  return startProcess('gateway', 'src/server.ts', {
    PORT: '0',
    MX_CLIENT_ID: 'bench',
    MX_API_KEY: 'bench',
    MX_BASE_URL: mxUrl,
    ...SECRET_ENV,
  });
}

export function startPeer(name: string, mxUrl: string): Promise<StartedProcess> {
  return startProcess(name, `bench/peers/${name}.ts`, { MX_BASE_URL: mxUrl });
}
