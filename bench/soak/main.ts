import { openSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { attack } from './attackers.ts';
import {
  sample,
  signToken,
  type SoakUser,
  startGatewayProcess,
  startUpstream,
} from './gateway-process.ts';
import { createReads, post, read } from './readers.ts';
import { watchOverSocket, watchOverSse } from './watchers.ts';

// Runs all kinds of load concurrently against a gateway as in production: readers, watchers, jobs,
// attackers, and an MX that fails now and then. `node bench/soak/main.ts 5` runs for five minutes.

const minutes = Number(process.argv[2] ?? 30);
const FAILING = 0.018;
const TOKEN_SECONDS = 60;
const READERS = 8;
const log = openSync(new URL('../../node_modules/.soak.log', import.meta.url), 'w');

const upstream = await startUpstream();
const gateway = await startGatewayProcess(upstream.url, log);
gateway.child.stdout?.resume();
const stop = new AbortController();
const { signal } = stop;
gateway.child.once('exit', (code, cause) => {
  stop.abort();
  console.log(`The gateway ended: code ${code}, signal ${cause}`);
});
const isAlive = () => gateway.child.exitCode === null && gateway.child.signalCode === null;
process.once('exit', () => {
  gateway.child.kill('SIGKILL');
  upstream.child.kill('SIGKILL');
});

const [attacked = upstream.users[0], ...users] = upstream.users;
const { url } = gateway;
const reads = createReads();
let events = 0;
let attacks = 0;
let jobs = 0;
const onEvent = () => {
  events += 1;
};

const idOf = ({ guid }: SoakUser, member: string) =>
  Buffer.from(`Member:${guid}:${member}`).toString('base64url');
const pick = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)] as T;
const calls = async (query = '') => {
  const response = await fetch(`${upstream.url}/soak${query}`, {
    headers: { authorization: `Basic ${btoa('a:b')}`, accept: 'application/vnd.mx.api.v1+json' },
  });
  return (await response.json()) as { calls: number; statusReads: number; failed: number };
};

async function goOn(work: () => Promise<unknown>, pauseMs: number) {
  while (!signal.aborted) {
    await work();
    await sleep(Math.random() * 2 * pauseMs);
  }
}

async function readAsOne() {
  const user = pick(users);
  const token = await signToken(user.guid, TOKEN_SECONDS);
  await read(reads, { url, token, userGuid: user.guid, memberGuid: pick(user.members) });
}

async function startJob() {
  const user = pick(users);
  const id = idOf(user, pick(user.members));
  const mutation = `mutation { fetchRewards(input: { memberId: "${id}" }) { __typename } }`;
  await post(url, await signToken(user.guid, TOKEN_SECONDS), mutation);
  jobs += 1;
}

async function attackOnce() {
  if (attacked === undefined) return;
  const token = await signToken(attacked.guid, TOKEN_SECONDS);
  await attack({ url, token, memberId: idOf(attacked, pick(attacked.members)) });
  attacks += 1;
}

const before = sample(gateway.child);
await calls(`?failing=${FAILING}`);
const working = [
  ...Array.from({ length: READERS }, () => goOn(readAsOne, 150)),
  goOn(startJob, 500),
  ...Array.from({ length: 4 }, () => goOn(attackOnce, 200)),
  ...users.slice(0, 10).map((user) =>
    watchOverSse({
      ...{ url, signal, onEvent, memberId: idOf(user, user.members[0] ?? '') },
      getToken: () => signToken(user.guid, TOKEN_SECONDS),
    }),
  ),
];
for (const user of users) {
  const memberId = idOf(user, pick(user.members));
  const getToken = () => signToken(user.guid, TOKEN_SECONDS);
  watchOverSocket({ url, signal, onEvent, memberId, getToken });
}

const endsAt = performance.now() + minutes * 60_000;
const samples = [];
while (performance.now() < endsAt) {
  await sleep(Math.min(10_000, endsAt - performance.now()));
  if (!isAlive()) break;
  samples.push(sample(gateway.child));
  const { rssMb, descriptors, cpuSeconds } = samples.at(-1) ?? before;
  console.log(
    `reads ${reads.count} failed ${reads.failed}, events ${events}, jobs ${jobs}, attacks ${attacks}, ` +
      `${rssMb} MB, ${descriptors} descriptors, ${cpuSeconds} s CPU`,
  );
}
stop.abort();
await Promise.allSettled(working);
await sleep(5_000);
const quiet = await calls();
await sleep(10_000);
const later = await calls();
const after = isAlive() ? sample(gateway.child) : before;

const sorted = reads.durationsMs.toSorted((a, b) => a - b);
const quantile = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0);
console.log(`
Soak of ${minutes} minutes on ${cpus()[0]?.model} x ${cpus().length}, Node ${process.version}
reads              ${reads.count}, ${((1 - reads.failed / reads.count) * 100).toFixed(3)} % whole (${later.failed} of ${later.calls} calls to MX failed)
codes of the rest  ${JSON.stringify(Object.fromEntries(reads.codes))}
read time          p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms
events, jobs       ${events}, ${jobs}
attacks            ${attacks}
memory             ${before.rssMb} MB at the start, ${Math.max(...samples.map(({ rssMb }) => rssMb))} MB at most, ${after.rssMb} MB at the end
descriptors        ${before.descriptors} at the start, ${after.descriptors} at the end
calls when quiet   ${later.calls - quiet.calls} in 10 s
process            ${isAlive() ? 'lives' : 'ended'}`);
process.exit(isAlive() ? 0 : 1);
