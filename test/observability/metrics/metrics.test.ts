import { expect, test } from 'vitest';
import { ENDPOINTS } from '../../../src/mx/endpoints.ts';
import { CANARY } from '../../support/canary.ts';
import { startTestGateway } from '../../support/gateway.ts';
import { household } from '../../support/household.ts';
import { hasPrometheus, isPrometheusRequired, runPromtool } from '../../support/prometheus.ts';
import { openSubscription } from '../../support/subscription.ts';
import { statusCalls, watchStatus } from '../../support/watching.ts';
import { runLoad, wallet } from './load.ts';
import { metricsUrlOf, type Scrape, scrape } from './scrape.ts';

const templates: ReadonlySet<string> = new Set(Object.values(ENDPOINTS).map(([, route]) => route));

const CALLS = 'mx_gateway_mx_call_duration_seconds_count';
const OPERATIONS = 'mx_gateway_operation_duration_seconds_count';

/** The names and labels of all series, without their values. */
function seriesOf({ samples }: Scrape): string[] {
  return samples
    .filter(({ name }) => name.startsWith('mx_gateway_'))
    .map(({ name, labels }) => `${name} ${JSON.stringify(labels)}`);
}

test('the series of bugs is there before the first bug, so that an alert sees its increase', async () => {
  await using gateway = await startTestGateway();
  const { samples } = await scrape(metricsUrlOf(gateway));
  expect(samples).toContainEqual({
    name: 'mx_gateway_failures_total',
    labels: { code: 'INTERNAL' },
    value: 0,
  });
});

test('the counts agree with the calls that MX got', async () => {
  await using gateway = await startTestGateway();
  const url = metricsUrlOf(gateway);
  for (let times = 0; times < 5; times += 1) {
    await gateway.query(wallet, { id: household.userId });
  }
  await gateway.query('{ nothing }');
  const { sum } = await scrape(url);
  expect(sum(CALLS)).toBe(gateway.sandbox.calls.length);
  expect(sum(CALLS, { url_template: '/users/{user_guid}/accounts' })).toBe(5);
  expect(sum(CALLS, { outcome: 'ok' })).toBe(sum(CALLS));
  expect(sum('mx_gateway_mx_retries_total')).toBe(0);
  expect(sum(OPERATIONS, { graphql_operation_type: 'query', outcome: 'ok' })).toBe(5);
  expect(sum(OPERATIONS, { outcome: 'error' })).toBe(1);
  expect(sum('mx_gateway_operation_errors_total', { code: 'GRAPHQL_VALIDATION_FAILED' })).toBe(1);
  expect(sum('mx_gateway_operation_mx_calls_sum')).toBe(gateway.sandbox.calls.length);
  // The household has two members, whose rewards are one batch.
  expect(sum('mx_gateway_batch_keys_sum', { loader: 'rewardsOfMember' })).toBe(5 * 2);
  const caches = (cache: string, result: string) =>
    sum('mx_gateway_cache_reads_total', { cache, result });
  expect([caches('documents', 'hit'), caches('documents', 'miss')]).toEqual([4, 2]);
  expect(caches('shared-data', 'hit')).toBeGreaterThan(0);
});

test('retries, failures and the state of MX are seen', async () => {
  const intercept = () => ({ status: 503, body: {} });
  await using gateway = await startTestGateway({ sandbox: { intercept } });
  const answer = await gateway.query(wallet, { id: household.userId });
  expect(answer.errors?.[0]?.extensions['code']).toBe('UPSTREAM_UNAVAILABLE');
  const { sum } = await scrape(metricsUrlOf(gateway));
  const attempts = sum(CALLS, { outcome: 'UNAVAILABLE' }) + sum('mx_gateway_mx_retries_total');
  expect(attempts).toBe(gateway.sandbox.calls.length);
  expect(sum('mx_gateway_mx_retries_total')).toBeGreaterThan(0);
  expect(sum('mx_gateway_failures_total', { code: 'UPSTREAM_UNAVAILABLE' })).toBeGreaterThan(0);
  expect(sum('mx_gateway_mx_breaker')).toBe(1);
  expect(sum('mx_gateway_mx_health')).toBe(1);
});

test('watchers, polls, sockets and streams are seen while they are open', async () => {
  await using gateway = await startTestGateway({ config: { statusPollMs: 10_000 } });
  const url = metricsUrlOf(gateway);
  const watch = { url: gateway.url, document: watchStatus, variables: { id: household.bankId } };
  {
    await using first = openSubscription(watch);
    await using second = openSubscription(watch);
    await Promise.all([first.next(), second.next()]);
    const { sum } = await scrape(url);
    expect(sum('mx_gateway_sockets')).toBe(2);
    expect(sum('mx_gateway_streams')).toBe(2);
    expect(sum('mx_gateway_watched_members')).toBe(1);
    expect(sum('mx_gateway_watchers')).toBe(2);
    expect(sum('mx_gateway_status_lag_seconds_count')).toBe(1);
    expect(sum('mx_gateway_socket_frames_sent_total')).toBe(4);
    expect(sum('mx_gateway_socket_frames_received_total')).toBe(4);
  }
  await expect.poll(async () => (await scrape(url)).sum('mx_gateway_sockets')).toBe(0);
  const { sum } = await scrape(url);
  expect(sum('mx_gateway_streams')).toBe(0);
  expect(sum('mx_gateway_watched_members')).toBe(0);
  const ofStatus = { url_template: '/users/{user_guid}/members/{member_guid}/status' };
  expect(sum('mx_gateway_mx_polls_total', ofStatus)).toBe(statusCalls(gateway));
  expect(sum('mx_gateway_stream_duration_seconds_count', { outcome: 'ok' })).toBe(2);
});

test('jobs, refreshes, refusals and limits are counted', async () => {
  await using gateway = await startTestGateway();
  await runLoad(gateway, 1);
  const { sum } = await scrape(metricsUrlOf(gateway));
  expect(sum('mx_gateway_job_duration_seconds_count', { connection_status: 'CONNECTED' })).toBe(1);
  expect(sum('mx_gateway_rewards_refreshes_total', { outcome: 'refreshed' })).toBe(1);
  expect(sum('mx_gateway_limit_hits_total', { limit: 'depth' })).toBe(1);
  const put = { refused: 'request', http_response_status_code: '405' };
  expect(sum('mx_gateway_refusals_total', put)).toBe(1);
});

test('300 odd names of operations add no series, and a name that comes again adds its own', async () => {
  await using gateway = await startTestGateway();
  const url = metricsUrlOf(gateway);
  await gateway.query('query First { __typename }');
  await gateway.query('query First { nothing }');
  const before = seriesOf(await scrape(url));
  for (let index = 0; index < 300; index += 1) {
    await gateway.query(`query Odd${index} { __typename }`);
    if (index % 10 === 0) await gateway.query(`query Odd${index} { nothing }`);
  }
  const after = await scrape(url);
  expect(seriesOf(after)).toEqual(before);
  expect(after.sum(OPERATIONS)).toBe(332);
  for (let times = 0; times < 12; times += 1) await gateway.query('query Home { __typename }');
  const { sum } = await scrape(url);
  expect(sum(OPERATIONS, { graphql_operation_name: 'Home' })).toBe(2);
});

test('no guid, token, secret or text of a client or of MX is in the metrics', async () => {
  await using gateway = await startTestGateway();
  await runLoad(gateway);
  const { text, samples } = await scrape(metricsUrlOf(gateway));
  expect(text).not.toContain(CANARY);
  expect(text).not.toMatch(/[A-Z]{3}-[0-9a-f]{8}|Bearer|eyJ|mxuser|Odd|Nobody|@/);
  const { clientId, apiKey } = gateway.sandbox;
  for (const secret of [clientId, apiKey]) expect(text).not.toContain(secret);
  for (const { labels } of samples) {
    const { url_template: template = '/users', ...others } = labels;
    expect(templates).toContain(template);
    for (const value of Object.values(others)) expect(value).toMatch(/^[\w.+-]{0,40}$/);
  }
});

test(
  "Prometheus' linter has nothing against the metrics",
  {
    skip: !hasPrometheus && !isPrometheusRequired,
  },
  async () => {
    await using gateway = await startTestGateway();
    await runLoad(gateway);
    const { text } = await scrape(metricsUrlOf(gateway));
    expect(runPromtool(['check', 'metrics'], text)).toBe('');
  },
);
