import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { SignJWT } from 'jose';

const SECRET = 'a-secret-of-a-soak-that-has-thirty-two-bytes-or-more';
const ISSUER = 'https://soak.example.com';

export interface SoakUser {
  readonly guid: string;
  readonly members: readonly string[];
}

export interface Upstream {
  readonly child: ChildProcess;
  readonly url: string;
  readonly users: readonly SoakUser[];
}

/** What a process holds after a garbage collection. Timers are those that keep it alive. */
interface Held {
  readonly heapMb: number;
  readonly timers: number;
  readonly handles: number;
}

/** The resources of a process at one moment. */
export interface Sample extends Held {
  readonly rssMb: number;
  readonly descriptors: number;
  /** User and system time since the start of the process. */
  readonly cpuSeconds: number;
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new TypeError('The output of the process is not piped');
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  return line;
}

/** Starts the MX of the soak. */
export async function startUpstream(): Promise<Upstream> {
  const file = new URL('upstream.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  return { child, ...(JSON.parse(await firstLine(child)) as Omit<Upstream, 'child'>) };
}

/** Starts a gateway as in production, with a heap of 512 MB. */
export async function startGatewayProcess(upstreamUrl: string, log: number) {
  const file = new URL('../../src/server.ts', import.meta.url).pathname;
  const resources = new URL('resources.ts', import.meta.url).href;
  const flags = ['--max-old-space-size=512', '--expose-gc', '--import', resources];
  const child = spawn(process.execPath, [...flags, file], {
    stdio: ['ignore', 'pipe', log, 'ipc'],
    env: {
      PORT: '0',
      NODE_ENV: 'production',
      MX_CLIENT_ID: 'soak',
      MX_API_KEY: 'soak',
      MX_BASE_URL: upstreamUrl,
      AUTH_JWT_SECRET: SECRET,
      AUTH_ISSUER: ISSUER,
      AUTH_AUDIENCE: 'soak',
      WEBHOOK_USERNAME: 'soak',
      WEBHOOK_PASSWORD: 'soak-password-of-webhooks',
    },
  });
  const started = JSON.parse(await firstLine(child)) as { readonly url: string };
  return { child, url: started.url };
}

/** A token of an end user that is valid for `seconds`. */
export function signToken(userGuid: string, seconds: number): Promise<string> {
  return new SignJWT({ mx_user_guid: userGuid })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userGuid)
    .setIssuer(ISSUER)
    .setAudience('soak')
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
    .sign(new TextEncoder().encode(SECRET));
}

/** Reads the resources of a gateway from Linux, and from the process itself. */
export async function sample(child: ChildProcess): Promise<Sample> {
  const answer = once(child, 'message') as Promise<[Held]>;
  child.send('sample');
  const [held] = await answer;
  const { pid } = child;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const ticks = Number(fields[11]) + Number(fields[12]);
  return {
    ...held,
    rssMb: Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    cpuSeconds: ticks / 100,
  };
}
