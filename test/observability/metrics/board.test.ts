import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Secret } from '../../../src/secret.ts';
import { startTestGateway } from '../../support/gateway.ts';
import {
  hasPrometheus,
  isPrometheusRequired,
  type Prometheus,
  runPromtool,
  startPrometheus,
} from '../../support/prometheus.ts';
import { hasRedis, isRedisRequired, startRedis } from '../../support/redis-server.ts';
import { webhookCredentials } from '../../support/webhooks.ts';
import { board, boardQueries, type Query, readAlerts, readNames, RULES } from './board.ts';
import { runLoad } from './load.ts';
import { metricsUrlOf, scrape } from './scrape.ts';

const needsPrometheus = { timeout: 60_000, skip: !hasPrometheus && !isPrometheusRequired };
const needsRedis = { skip: !hasRedis && !isRedisRequired };

/** Labels that Prometheus adds, and the label of garbage collections, of which there may be none. */
const OTHER_LABELS = ['job', 'instance', 'kind'];

/** Panels about what the load does not do, or what a gateway without Redis does not have. */
const EMPTY = ['Redis', 'Wait for MFA answers', 'Garbage collection'];

test(
  'the board and the alerts use metrics and labels that the gateway exports',
  needsRedis,
  async () => {
    await using redis = await startRedis();
    const redisUrl = new Secret(redis.url);
    await using gateway = await startTestGateway({
      config: { redisUrl, webhooks: webhookCredentials },
    });
    await runLoad(gateway, 1);
    const { text, samples } = await scrape(metricsUrlOf(gateway));
    const types = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)];
    const exported = new Set(
      types.flatMap(([, name = '', type]) =>
        type === 'histogram' ? ['bucket', 'sum', 'count'].map((part) => `${name}_${part}`) : [name],
      ),
    );
    const labels = new Set([
      ...OTHER_LABELS,
      ...samples.flatMap((each) => Object.keys(each.labels)),
    ]);
    const queries: readonly Query[] = [...boardQueries, ...readAlerts()];
    for (const { of, expression } of queries) {
      const names = readNames(expression);
      for (const name of names.metrics) expect(exported, `${of}: ${name}`).toContain(name);
      for (const label of names.labels) expect(labels, `${of}: ${label}`).toContain(label);
    }
  },
);

test('each alert has its section in docs/operating.md, and each section its alert', () => {
  const page = readFileSync(new URL('../../../docs/operating.md', import.meta.url), 'utf8');
  const sections = [...page.matchAll(/^## (.+)$/gm)].map(([, title = '']) => title);
  const alerts = readAlerts();
  expect(alerts.map(({ of }) => of)).toEqual(
    sections.filter((title) => /^[A-Z]\w+$/.test(title) && title !== 'Metrics'),
  );
  for (const { of, runbook } of alerts) {
    expect(runbook).toBe(`docs/operating.md#${of.toLowerCase()}`);
  }
});

test('the board asks the data source that is chosen, about the replicas that are chosen', () => {
  expect(board.templating.list.map(({ name }) => name)).toEqual(['datasource', 'instance']);
  const text = JSON.stringify(board.panels);
  const sources = [...text.matchAll(/"uid":"([^"]*)"/g)].map(([, uid]) => uid);
  expect(new Set(sources)).toEqual(new Set(['${datasource}']));
  for (const panel of board.panels) {
    for (const { expr } of panel.targets ?? []) expect(expr).toContain('instance=~"$instance"');
  }
});

test('promtool has nothing against the rules', needsPrometheus, () => {
  expect(runPromtool(['check', 'rules', RULES])).toMatch(/SUCCESS: \d+ rules found/);
});

test('a real Prometheus scrapes the gateway and answers all queries', needsPrometheus, async () => {
  await using gateway = await startTestGateway({ config: { webhooks: webhookCredentials } });
  await runLoad(gateway);
  await using prometheus = await startPrometheus(new URL(gateway.url).host, RULES);
  await hasTwoScrapes(prometheus);
  for (const { of, expression } of [...boardQueries, ...readAlerts()]) {
    const { status, error } = await prometheus.query(expression);
    expect({ of, status, error }).toEqual({ of, status: 'success', error: undefined });
  }
  for (const { of, expression } of boardQueries) {
    if (EMPTY.includes(of)) continue;
    // After a scrape that came too late there is no series until the next one.
    const count = async () => (await prometheus.query(expression)).data?.result.length;
    await expect
      .poll(count, { timeout: 20_000, message: `${of}: ${expression}` })
      .toBeGreaterThan(0);
  }
  const firing = await prometheus.query('ALERTS{alertstate="firing"}');
  expect(firing.data?.result).toEqual([]);
});

/** A rate needs two scrapes. */
async function hasTwoScrapes(prometheus: Prometheus): Promise<void> {
  const scrapes = async () => {
    const { data } = await prometheus.query('count_over_time(mx_gateway_ready[1m])');
    const [first] = (data?.result ?? []) as { readonly value: readonly [number, string] }[];
    return Number(first?.value[1] ?? 0);
  };
  await expect.poll(scrapes, { timeout: 20_000 }).toBeGreaterThanOrEqual(3);
}
