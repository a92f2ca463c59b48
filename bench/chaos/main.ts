import { describeEnvironment } from '../report/environment.ts';
import { toTable } from '../report/table.ts';
import { type Check, isKept, toChecks } from './checks.ts';
import { startChaosGateway, startChaosUpstream } from './processes.ts';
import { playDeadlines, playIllness, playOutage } from './scenarios.ts';
import type { Fate } from './weather.ts';

// A gateway as in production against an MX in trouble, both in processes of their own. `npm run chaos`
// plays each kind of trouble for some seconds, compares what callers saw with the promises, and ends
// with 1 if one of them is broken.

const OUTAGES: readonly (Fate | 'closed')[] = ['503', 'reset', 'silence', 'closed'];

const environment = describeEnvironment();
const upstream = await startChaosUpstream();
const checks: Check[] = [];
const note = (title: string, found: readonly Check[]) => {
  checks.push(...found);
  console.log(`\n${title}\n${toTable(['', 'seen', 'promised', 'kept'], toChecks(found))}`);
};

console.log(environment.slice(0, 2).join('\n'));
{
  const gateway = await startChaosGateway(upstream.url, 10_000);
  note('503 on 10 % of the calls', await playIllness(upstream, gateway, ['503']));
  note(
    'a reset, half a response or 503 on 10 % of the calls',
    await playIllness(upstream, gateway, ['reset', 'half', '503']),
  );
  for (const fate of OUTAGES) note(`an outage: ${fate}`, await playOutage(upstream, gateway, fate));
  await gateway.stop();
}
{
  const gateway = await startChaosGateway(upstream.url, 1_000);
  note('answers that never come, or come slowly', await playDeadlines(upstream, gateway));
  await gateway.stop();
}
process.exit(checks.every(isKept) ? 0 : 1);
