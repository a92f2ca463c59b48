import { writeFileSync } from 'node:fs';
import { describeEnvironment } from '../report/environment.ts';
import { toTable } from '../report/table.ts';
import { type Check, isKept, toChecks } from './checks.ts';
import { startChaosGateway, startChaosUpstream } from './processes.ts';
import { playDeadlines, playIllness, playOutage } from './scenarios.ts';
import type { Fate } from './weather.ts';

// A gateway as in production against an MX in trouble, both in processes of their own. `npm run chaos`
// plays each kind of trouble for some seconds, compares what callers saw with the promises, writes
// docs/chaos.md, and ends with 1 if a promise is broken.

const OUTAGES: Readonly<Record<string, Fate | 'closed'>> = {
  'All calls get 503': '503',
  'All connections are reset': 'reset',
  'No call gets a response': 'silence',
  'Nothing listens': 'closed',
};

const INTRODUCTION = `Written by \`npm run chaos\`, which runs everything again. A gateway as in production gets 100 reads per second, of which each makes one call to an MX that fails as the titles say. An outage lasts 15 seconds. Its answers are counted from the time on by which the breaker must be open: two seconds, or five when MX is silent. Watchers are SSE streams of members whose jobs run. To tell the gateway from the machine, as many operations that make no call are sent meanwhile: what takes longer than 50 ms for them, too, is the machine's.`;

const [date = '', machine = ''] = describeEnvironment();
const upstream = await startChaosUpstream();
const checks: Check[] = [];
const parts = ['# An MX in trouble', INTRODUCTION, `- ${date}\n- ${machine}`];

function report(title: string, found: readonly Check[]): void {
  checks.push(...found);
  const part = `## ${title}\n\n${toTable(['', 'seen', 'promised', 'kept'], toChecks(found))}`;
  parts.push(part);
  console.log(`${part}\n`);
}

{
  const gateway = await startChaosGateway(upstream.url, 10_000);
  report('503 on 10 % of the calls', await playIllness(upstream, gateway, ['503']));
  report(
    'A reset, half a response or 503 on 10 % of the calls',
    await playIllness(upstream, gateway, ['reset', 'half', '503']),
  );
  for (const [title, fate] of Object.entries(OUTAGES)) {
    report(title, await playOutage(upstream, gateway, fate));
  }
  await gateway.stop();
}
{
  const gateway = await startChaosGateway(upstream.url, 1_000);
  report(
    'A third of the calls gets no response, or a slow one; MX_TIMEOUT_MS=1000',
    await playDeadlines(upstream, gateway),
  );
  await gateway.stop();
}
writeFileSync(new URL('../../docs/chaos.md', import.meta.url), `${parts.join('\n\n')}\n`);
process.exit(checks.every(isKept) ? 0 : 1);
