import { openSync, writeFileSync } from 'node:fs';
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
import { type Soak, toReport, toSoakChart } from './report.ts';
import { USER_DOCUMENTS, watchOverSocket, watchOverSse } from './watchers.ts';

// Runs all kinds of load concurrently against a gateway as in production: readers, watchers, jobs,
// attackers, cut connections, and an MX that fails now and then or is away. `npm run soak -- 5` runs
// for five minutes. A run of half an hour or longer is written to docs/soak.md.

const minutes = Number(process.argv[2] ?? 30);
const FAILING = 0.018;
/** How often MX is away, and for how long. */
const OUTAGE_EVERY_MS = 150_000;
const OUTAGE_MS = 6_000;
/** The gateway's promise after an outage. */
const RECOVERY_MS = 5_000;
const SAMPLE_MS = 10_000;
/** Samples while caches fill are not part of the report. */
const WARM_UP_SAMPLES = 6;
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
const awayReads = createReads();
let isAway = false;
let events = 0;
let attacks = 0;
let jobs = 0;
let cuts = 0;
let outages = 0;
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
  await read(isAway ? awayReads : reads, {
    url,
    token,
    userGuid: user.guid,
    memberGuid: pick(user.members),
  });
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

async function breakMx() {
  await sleep(OUTAGE_EVERY_MS / 2, undefined, { signal }).catch(() => {});
  if (signal.aborted) return;
  isAway = true;
  await calls('?failing=1');
  await sleep(OUTAGE_MS);
  await calls(`?failing=${FAILING}`);
  await sleep(RECOVERY_MS);
  isAway = false;
  outages += 1;
  await sleep(OUTAGE_EVERY_MS / 2, undefined, { signal }).catch(() => {});
}

const before = await sample(gateway.child);
await calls(`?failing=${FAILING}&webhooks=${new URL('/webhooks/mx', url)}`);
const onCut = () => {
  cuts += 1;
};
const working = [
  ...Array.from({ length: READERS }, () => goOn(readAsOne, 150)),
  goOn(startJob, 500),
  goOn(breakMx, 0),
  ...Array.from({ length: 4 }, () => goOn(attackOnce, 200)),
  ...users.slice(0, 10).map((user) =>
    watchOverSse({
      ...{ url, signal, onEvent, onCut, memberId: idOf(user, user.members[0] ?? '') },
      getToken: () => signToken(user.guid, TOKEN_SECONDS),
    }),
  ),
];
for (const user of users) {
  const memberId = idOf(user, pick(user.members));
  const getToken = () => signToken(user.guid, TOKEN_SECONDS);
  watchOverSocket({ url, signal, onEvent, onCut, memberId, getToken });
}
const userIdOf = ({ guid }: SoakUser) => Buffer.from(`User:${guid}`).toString('base64url');
for (const user of users.slice(0, 20)) {
  const getToken = () => signToken(user.guid, TOKEN_SECONDS);
  for (const document of USER_DOCUMENTS) {
    watchOverSocket({
      ...{ url, signal, onEvent, onCut, getToken, document },
      memberId: userIdOf(user),
    });
  }
}

const endsAt = performance.now() + minutes * 60_000;
const samples = [];
while (performance.now() < endsAt) {
  await sleep(Math.min(SAMPLE_MS, endsAt - performance.now()));
  if (!isAlive()) break;
  const { rssMb, heapMb, timers, handles, descriptors, cpuSeconds } = await sample(gateway.child);
  samples.push({ rssMb, heapMb, timers, handles, descriptors, cpuSeconds });
  console.log(
    `reads ${reads.count} failed ${reads.failed} (${awayReads.failed} while MX was away), events ${events}, jobs ${jobs}, attacks ${attacks}, ` +
      `${heapMb} MB of heap, ${rssMb} MB, ${timers} timers, ${handles} handles, ${cpuSeconds} s CPU`,
  );
}
stop.abort();
await Promise.allSettled(working);
await sleep(5_000);
const quiet = await calls();
await sleep(10_000);
const later = await calls();
const after = isAlive() ? await sample(gateway.child) : before;

const sorted = reads.durationsMs.toSorted((a, b) => a - b);
const quantile = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0);
const soak: Soak = {
  ...{
    minutes,
    samples: samples.slice(Math.min(WARM_UP_SAMPLES, samples.length / 2)),
    before,
    after,
    isAlive: isAlive(),
  },
  facts: {
    reads: `${reads.count}, ${((1 - reads.failed / reads.count) * 100).toFixed(3)} % whole`,
    'reads while MX is away, or just back': `${awayReads.count}, ${awayReads.failed} failed`,
    'codes of the rest': [...reads.codes].map(([code, count]) => `${code} ${count}`).join(', '),
    'read time': `p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms`,
    'calls to MX': `${later.calls}, of which ${later.failed} failed; MX was away ${outages} times for ${OUTAGE_MS / 1000} s`,
    events: `${events}, and ${cuts} cut connections`,
    'jobs started': String(jobs),
    attacks: String(attacks),
    'CPU of the gateway': `${Math.round(after.cpuSeconds)} s`,
    'calls in 10 s without clients': String(later.calls - quiet.calls),
  },
};
const report = toReport(soak);
console.log(report);
if (minutes >= 30) {
  writeFileSync(new URL('../../docs/soak.md', import.meta.url), report);
  writeFileSync(new URL('../../docs/soak.svg', import.meta.url), toSoakChart(soak));
  console.error('Written to docs/soak.md and docs/soak.svg.');
}
process.exit(isAlive() ? 0 : 1);
