import { writeFileSync } from 'node:fs';
import { startUpstream } from '../measure/upstream.ts';
import { measureBulletins } from './bulletins.ts';
import { type LayoutFigures, measureLayout } from './layouts.ts';
import { measureLimit } from './limit.ts';
import { describePlace, toScaleReport } from './report.ts';
import type { Layout } from './started.ts';
import { measureTakeover } from './takeover.ts';

// What one, two and three replicas cost and do on one machine, and what a cluster would need. `npm run
// scale` writes docs/scale.md. `npm run scale -- --quick` prints it, from fewer members.

const LAYOUTS: readonly Layout[] = [
  { replicas: 1, hasRedis: false, watching: 'spread' },
  { replicas: 1, hasRedis: true, watching: 'spread' },
  { replicas: 2, hasRedis: true, watching: 'spread' },
  { replicas: 3, hasRedis: true, watching: 'spread' },
  { replicas: 2, hasRedis: true, watching: 'everywhere' },
  { replicas: 3, hasRedis: true, watching: 'everywhere' },
];

if (process.platform !== 'linux') throw new Error('The bench reads /proc: run it on Linux.');
const isQuick = process.argv.includes('--quick');
const settings = isQuick
  ? { members: 200, restMs: 5_000, changes: 1 }
  : { members: 600, restMs: 20_000, changes: 2 };
const environment = describePlace();
const upstream = await startUpstream();
const say = (what: string) => console.error(`${Math.round(performance.now() / 1_000)} s: ${what}`);

const layouts: LayoutFigures[] = [];
for (const layout of LAYOUTS) {
  say(`${layout.replicas} replicas, ${layout.watching}`);
  layouts.push(await measureLayout(layout, upstream, settings));
}
say('a replica is killed');
const takeover = await measureTakeover(upstream, settings);
say('webhooks');
const bulletins = await measureBulletins(upstream);
say('the limit of MX');
const limit = await measureLimit(upstream, {
  ...settings,
  members: Math.min(settings.members, 600),
});

const text = toScaleReport({ environment, layouts, takeover, bulletins, limit });
console.log(text);
if (!isQuick) {
  writeFileSync(new URL('../../docs/scale.md', import.meta.url), text);
  say('written to docs/scale.md');
}
process.exit(0);
