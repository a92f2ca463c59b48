import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { cpus } from 'node:os';
import { USER } from './upstream.ts';

// Measures the CPU time of one query in the gateway and in the bare peer, alternately, in one run.
// Ratios are stable even if absolute figures vary with the machine. `npm run bench`.

const queries = {
  wallet: `{ user(guid: "${USER}") { guid email members { nodes {
    guid name status { connectionStatus }
    rewards { guid balance unit balanceType description }
    accounts { nodes { guid name type balance currencyCode isClosed
      creditCardProduct { guid name annualFee hasCashbackRewards isActive } } }
  } } } }`,
  status: `{ member(guid: "MBR-00000000", userGuid: "${USER}") {
    status { connectionStatus isBeingAggregated }
  } }`,
};
const ROUNDS = 5;
const QUERIES = { wallet: 1_000, status: 3_000 };
const AT_ONCE = 16;
/** Microseconds in one tick of /proc/…/stat. */
const TICK_US = 10_000;

interface System {
  readonly name: string;
  readonly child: ChildProcess;
  readonly url: string;
}

async function start(name: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = (await once(child.stdout, 'data')) as [Buffer];
  return { name, child, output: output.toString() };
}

const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

function ask(url: string, query: string): Promise<string> {
  const body = JSON.stringify({ query });
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    request(url, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve(text));
    })
      .on('error', reject)
      .end(body);
  });
}

async function load(url: string, query: string, count: number): Promise<void> {
  let left = count;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      await ask(url, query);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

/** User and system time of a process so far. */
function cpuUs({ child }: System): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
}

async function measure(system: System, query: keyof typeof queries): Promise<number> {
  const before = cpuUs(system);
  await load(system.url, queries[query], QUERIES[query]);
  return (cpuUs(system) - before) / QUERIES[query];
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const upstream = await start('upstream', ['bench/upstream.ts']);
const base = `http://127.0.0.1:${upstream.output.trim()}`;
const bare = await start('bare', ['bench/bare.ts', base]);
const gateway = await start('gateway', ['src/server.ts'], {
  PORT: '0',
  MX_CLIENT_ID: 'bench',
  MX_API_KEY: 'bench',
  MX_BASE_URL: base,
  AUTH: 'none',
  NODE_ENV: 'production',
  LOG_LEVEL: 'info',
});
gateway.child.stdout.resume();
const { url } = JSON.parse(gateway.output.split('\n')[0] ?? '') as { url: string };
const systems: readonly System[] = [
  { ...gateway, url },
  { ...bare, url: `http://127.0.0.1:${bare.output.trim()}` },
];

process.stdout.write(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}\n`);
for (const name of ['wallet', 'status'] as const) {
  const figures = new Map(systems.map((system) => [system.name, [] as number[]]));
  for (const system of systems) await load(system.url, queries[name], QUERIES[name]);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const system of systems) figures.get(system.name)?.push(await measure(system, name));
  }
  const [ours = 0, theirs = 1] = systems.map((system) => median(figures.get(system.name) ?? []));
  process.stdout.write(
    `${name}: gateway ${ours.toFixed(0)} µs CPU a query, bare ${theirs.toFixed(0)}, ` +
      `ratio ${(ours / theirs).toFixed(1)}\n`,
  );
}
for (const { child } of [gateway, bare, upstream]) child.kill();
