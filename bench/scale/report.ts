import { limits } from '../../src/limits.ts';
import { describeEnvironment } from '../report/environment.ts';
import { toFigure, toTable } from '../report/table.ts';
import type { BulletinFigures } from './bulletins.ts';
import type { LayoutFigures } from './layouts.ts';
import type { LimitFigures } from './limit.ts';
import {
  BUSY_SECONDS,
  type Constants,
  type Demand,
  FILL,
  IDLE_SECONDS,
  mostWatchers,
  POLLS_SHARE,
  toConstants,
  toNeeds,
} from './model.ts';
import type { TakeoverFigures } from './takeover.ts';

export interface Scale {
  readonly environment: readonly string[];
  readonly layouts: readonly LayoutFigures[];
  readonly takeover: TakeoverFigures;
  readonly bulletins: BulletinFigures;
  readonly limit: LimitFigures;
}

export const describePlace = () => describeEnvironment().slice(0, 2);

const INTRODUCTION = `Written by \`npm run scale\`, which measures everything again. Gateways as in production share one Redis and poll one MX, all on one machine. Each member belongs to a user of its own, and its job is running, so that it is polled every three seconds. A watcher has a socket of its own. CPU is the user and system time of the processes. Times of news swing with the machine, which also runs MX, Redis and all watchers.`;

const LAYOUTS = `"Spread" watchers: each member is watched at one replica, as behind a load balancer. "Everywhere": each member is watched at each replica. News is the time from a change at MX to the watcher, which is the pause between two polls. The spread is the time from the first to the last replica that tells of a change of one member.`;

const LIMIT = `Members need twice as many polls as MX_READS_PER_SECOND allows, while an end user queries ten times a second.`;

const toLayouts = (layouts: readonly LayoutFigures[]) =>
  toTable(
    [
      ...['layout', 'members', 'polls /s', 'CPU ms/s each', 'Redis CPU ms/s', 'KB a watcher'],
      ...['news p50 ms', 'p99', 'spread p50 ms', 'p99', 'missed'],
    ],
    layouts.map((each) => [
      `${each.replicas} ${each.hasRedis ? '' : 'without Redis, '}${each.watching}`,
      String(each.members),
      toFigure(each.rest.polls),
      each.rest.cpuMs.map(toFigure).join(' · '),
      each.rest.redis === null ? '–' : toFigure(each.rest.redis.cpuMs),
      toFigure(each.kbEach),
      ...[each.newsMs.p50, each.newsMs.p99, each.spreadMs.p50, each.spreadMs.p99].map(toFigure),
      String(each.missed),
    ]),
  );

const toConstantsTable = (constants: Constants) =>
  toTable(
    ['constant', 'measured'],
    [
      ['a poll of the only process, CPU', `${toFigure(constants.pollUs)} µs`],
      ['a poll with Redis, CPU of the poller', `${toFigure(constants.sharedPollUs)} µs`],
      ['the same poll, CPU of each replica that listens', `${toFigure(constants.hearUs)} µs`],
      ['a poll, CPU of Redis', `${toFigure(constants.redisPollUs)} µs`],
      ['… and for each replica that listens', `${toFigure(constants.redisHearUs)} µs`],
      [
        'a poll, bytes to Redis and back',
        `${toFigure(constants.redisInBytes)} + ${toFigure(constants.redisOutBytes)}`,
      ],
      ['… and to each replica that listens', toFigure(constants.redisHearBytes)],
      ['a watcher with a member of its own, memory', `${toFigure(constants.watcherKb)} KB`],
      ['a member, memory of Redis', `${toFigure(constants.memberBytes / 1_024)} KB`],
      [
        'a webhook, CPU of the replica that receives it',
        `${toFigure(constants.bulletin.receiverUs)} µs`,
      ],
      ['… of each other replica', `${toFigure(constants.bulletin.otherUs)} µs`],
      [
        '… of Redis, once and for each replica',
        `${toFigure(constants.bulletin.redisUs)} + ${toFigure(constants.bulletin.redisEachUs)} µs`,
      ],
    ],
  );

const DEMANDS: readonly (Demand & { readonly name: string })[] = [
  { name: '10,000 watchers', watchers: 10_000, busyShare: 0.05, changesPerSecond: 5 },
  { name: '50,000 watchers', watchers: 50_000, busyShare: 0.02, changesPerSecond: 25 },
  { name: '100,000 watchers', watchers: 100_000, busyShare: 0.02, changesPerSecond: 50 },
  { name: '1 million watchers', watchers: 1_000_000, busyShare: 0.02, changesPerSecond: 500 },
];

const toModel = (constants: Constants) =>
  toTable(
    [
      ...['at the same time', 'jobs', 'replicas', 'GB each', 'polls /s wanted', 'made'],
      ...['pauses ×', 'cores', 'cores of Redis', 'MB/s of Redis', 'GB of Redis'],
    ],
    DEMANDS.map((demand) => {
      const needs = toNeeds(constants, demand);
      return [
        demand.name,
        `${demand.busyShare * 100} %`,
        String(needs.replicas),
        ...[needs.gbPerReplica, needs.polls, needs.made, needs.stretch].map(toFigure),
        ...[needs.gatewayCores, needs.redisCores, needs.redisMbPerSecond].map(toFigure),
        toFigure(needs.redisGb),
      ];
    }),
  );

const thousands = (value: number) => `${Math.round(value / 1_000)},000`;

const MODEL = `A member with a running job is polled every ${BUSY_SECONDS} s, an idle one every ${IDLE_SECONDS} s. A replica takes ${limits.sockets.toLocaleString('en')} sockets (\`sockets\`) and is filled to ${FILL * 100} %, so that the others can take the sockets of one that ends. Each watcher watches a member of its own, which is the worst case: watchers of one member share its polls. MX allows ${limits.readsPerSecond.toLocaleString('en')} reads and ${limits.writesPerSecond} writes a second for a client. About ${Math.round(limits.readsPerSecond * POLLS_SHARE).toLocaleString('en')} of the reads are left for polls, after a margin for bursts and a fifth for queries. "Jobs" is the share of members with a running job. Cores are those for polls, webhooks and mutations; queries and the events themselves come on top ([Results](../bench/RESULTS.md)).`;

const bounds = () => `## What is reached first

**MX's reads per second.** At their full pace they allow about ${thousands(mostWatchers(0.02))} watchers of as many members, if 2 % of these have a running job, and ${thousands(mostWatchers(0.1))} with 10 %. Beyond that nothing breaks: polls wait for their turn, the pauses get longer by the factor above, and queries go first. A million watchers are a question to MX, not one of replicas. In the order of their effect:

1. Let streams end. An app needs a stream while a job is running. \`nextAction\` says when there is nothing to wait for. If only members with jobs are watched, the polls of a million users are those of ${thousands(1_000_000 * 0.02)} members.
2. Watch users, not members. \`memberStatuses\` costs one read for all banks of a user.
3. Agree with MX on webhooks. They wake the poll of a member at once, so that a long pause costs no freshness. A longer STATUS_POLL_MS (up to 60,000) then saves most polls of running jobs.
4. Ask MX for a higher rate, and set MX_READS_PER_SECOND to it.

**Redis** is one primary, and one core of it. Its work grows with the polls that MX allows, not with watchers, so it is far from its bound. Changes are different: each webhook and each mutation goes to all replicas. Their cost is the number of changes times the number of replicas, and with a hundred replicas they need more of Redis than the polls do.

**Replicas** share MX's rates in equal parts. A replica with few watchers leaves a part of its share unused, so the load balancer should spread sockets evenly (\`least_conn\`). The polls of a member are made where its first watcher is, so they spread with the sockets.
`;

export function toScaleReport(scale: Scale): string {
  const { environment, layouts, takeover, bulletins, limit } = scale;
  const constants = toConstants(layouts, bulletins);
  const takeoverTable = toTable(
    ['one of three replicas is killed while all members change', 'p50 ms', 'last ms'],
    [
      [
        'members that it polled',
        toFigure(takeover.orphanedMs.p50),
        toFigure(takeover.orphanedMs.max),
      ],
      ['other members', toFigure(takeover.othersMs.p50), toFigure(takeover.othersMs.max)],
    ],
  );
  const limitTable = toTable(
    ['', 'p50 ms', 'p99 ms', 'missed or failed'],
    [
      [
        'news of a member',
        toFigure(limit.newsMs.p50),
        toFigure(limit.newsMs.p99),
        String(limit.missed),
      ],
      [
        'queries meanwhile',
        ...[limit.queryMs.p50, limit.queryMs.p99].map(toFigure),
        String(limit.failedQueries),
      ],
    ],
  );
  return `${[
    '# Scale',
    INTRODUCTION,
    environment.map((line) => `- ${line}`).join('\n'),
    '## Members and watchers',
    LAYOUTS,
    toLayouts(layouts),
    '## A replica is killed',
    `${takeover.members} members, watched everywhere. Watchers of the other two replicas; ${takeover.missed} of them missed the change. At most ${takeover.mostAtOnce} calls were in flight at once.`,
    takeoverTable,
    '## At the limit of MX',
    `${LIMIT} Here ${limit.members} members need ${toFigure(limit.wanted)} polls per second, and ${limit.rate} reads are allowed; MX got ${toFigure(limit.calls)}.`,
    limitTable,
    '## What one unit costs',
    toConstantsTable(constants),
    '## What a cluster needs',
    MODEL,
    toModel(constants),
    bounds().trim(),
  ].join('\n\n')}\n`;
}
