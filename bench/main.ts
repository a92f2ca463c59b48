import { writeFileSync } from 'node:fs';
import { installPeers } from './install.ts';
import { PEERS, startGateway, startPeer } from './measure/systems.ts';
import { startUpstream } from './measure/upstream.ts';
import { toChart } from './report/chart.ts';
import { describeEnvironment } from './report/environment.ts';
import { cpuPanels } from './report/figures.ts';
import { toMarkdown } from './report/results.ts';
import { compareResponses } from './sections/comparison.ts';
import { measureFairness } from './sections/fairness.ts';
import { measureGrowth } from './sections/growth.ts';
import { measureLatency } from './sections/latency.ts';
import { measureQueries } from './sections/queries.ts';
import { measureSubscriptions } from './sections/subscriptions.ts';
import { readSettings, type SECTIONS } from './settings.ts';

// What the gateway costs beside its peers, and beside the limit. `npm run bench`.

if (process.platform !== 'linux') throw new Error('The bench reads /proc: run it on Linux.');
const settings = readSettings(process.argv.slice(2));
installPeers();
const environment = describeEnvironment();

/** Runs a section, unless it is not wanted. */
async function run<T>(section: (typeof SECTIONS)[number], measure: () => Promise<T>) {
  if (!settings.sections.has(section)) return null;
  console.error(`${Math.round(performance.now() / 1_000)} s: ${section}`);
  return measure();
}

const upstream = await startUpstream();
const gateway = await startGateway(upstream.url);
const peers = await Promise.all(PEERS.map((name) => startPeer(name, upstream.url)));
const systems = [gateway, ...peers];
await compareResponses(systems);
const queries = await run('queries', () => measureQueries(systems, upstream, settings));
const latency = await run('latency', () => measureLatency(systems, upstream, settings));
const growth = await run('growth', () =>
  measureGrowth(
    systems.filter(({ name }) => name !== 'sdk'),
    upstream,
    settings,
  ),
);
const fairness = await run('fairness', () => measureFairness(gateway, upstream, settings));
await Promise.all(systems.map(({ stop }) => stop()));
const subscriptions = await run('subscriptions', () => measureSubscriptions(upstream, settings));

const text = toMarkdown({ environment, queries, latency, growth, fairness, subscriptions });
console.log(text);
if (queries !== null && settings.isWhole) {
  writeFileSync(new URL('RESULTS.md', import.meta.url), text);
  writeFileSync(new URL('results.svg', import.meta.url), toChart(cpuPanels(queries)));
  console.error('Written to bench/RESULTS.md and bench/results.svg.');
}
process.exit(0);
