import type { FairnessFigures } from '../sections/fairness.ts';
import { GROWTH_LATENCY_MS, type GrowthFigures } from '../sections/growth.ts';
import { LATENCIES_MS, type LatencyFigures } from '../sections/latency.ts';
import type { QueryFigures } from '../sections/queries.ts';
import type { SubscriptionFigures } from '../sections/subscriptions.ts';
import { FAIRNESS, fairnessTable } from './fairness.ts';
import { growthTables, queryTables, subscriptionTable } from './figures.ts';
import { cpuRatios, latencyMultiples, subscriptionRatios } from './ratios.ts';

/** The figures of each section; null when it did not run. */
export interface Results {
  readonly environment: readonly string[];
  readonly queries: readonly QueryFigures[] | null;
  readonly latency: readonly LatencyFigures[] | null;
  readonly growth: readonly GrowthFigures[] | null;
  readonly fairness: FairnessFigures | null;
  readonly subscriptions: readonly SubscriptionFigures[] | null;
}

const INTRODUCTION = `Written by \`npm run bench\`, which runs everything again. Absolute figures swing with the machine; the ratios of one run hold. The gateway runs as in production: it verifies a token for each request, keeps its limits and writes its log. The peers verify nothing, limit nothing and log nothing. All systems read the same MX, whose responses have every field of MX's OpenAPI file, and are measured in turns, each in a process of its own. Before that, their responses are compared field by field.`;

const CPU = `CPU is the user and system time of the system's process, with 16 requests in flight, for 64 end users in turn. The limit is a node:http server that makes the calls by hand, over undici's dispatch. The limit and the gateway remember card products; the other peers read them again, so calls differ. The rate per second shares the machine with MX and the load.`;

const LATENCY = `Medians in multiples of the time of one call. The first two rows of a query are of end users that the system has not seen before, the third of the same users a moment later. Card products are warm.`;

const GROWTH = `Q1 of end users that the system has not seen before, one after the other, where a call takes ${GROWTH_LATENCY_MS} ms. "An account a call" is the case in which MX's lists omit the rewards fields.`;

const SUBSCRIPTIONS = `Subscribers to \`memberStatus\` over WebSocket, while a job of each member is running, so that its member is polled every three seconds. A change is the next status of all members; its CPU is what the process uses beyond its use at rest. The spread is the time from the first to the last subscriber that receives a change of their common member.`;

/** The text of RESULTS.md, ratios first. Sections that did not run are omitted. */
export function toMarkdown(results: Results): string {
  const { environment, queries, latency, growth, fairness, subscriptions } = results;
  const parts = ['# Results', INTRODUCTION, environment.map((line) => `- ${line}`).join('\n')];
  parts.push('## Ratios');
  if (queries !== null) parts.push(cpuRatios(queries), '![CPU a query](results.svg)');
  if (latency !== null) parts.push(latencyMultiples(latency, 100, ['p50']));
  if (subscriptions !== null) parts.push(subscriptionRatios(subscriptions));
  if (queries !== null) parts.push('## Queries', CPU, queryTables(queries));
  if (latency !== null) {
    const tables = LATENCIES_MS.map((latencyMs) => latencyMultiples(latency, latencyMs));
    parts.push('## Latency', LATENCY, ...tables);
  }
  if (growth !== null) parts.push('## Growth', GROWTH, growthTables(growth));
  if (fairness !== null) parts.push('## Fairness', FAIRNESS, fairnessTable(fairness));
  if (subscriptions !== null)
    parts.push('## Subscriptions', SUBSCRIPTIONS, subscriptionTable(subscriptions));
  return `${parts.join('\n\n')}\n`;
}
