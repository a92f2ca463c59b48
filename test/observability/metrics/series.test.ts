import { expect, test } from 'vitest';
import { createRegistry } from '../../../src/observability/metrics/registry.ts';
import { Count, createSeries, Distribution } from '../../../src/observability/metrics/series.ts';
import { parse } from './scrape.ts';

test('equal values of labels are one series, and others are not', () => {
  const series = createSeries(['method', 'route'], () => new Count());
  series.of('GET', '/users').add();
  series.of('GET', '/users').add(2);
  series.of('POST', '/users').add();
  const values = [...series.all()].map(([labels, { value }]) => [labels, value]);
  expect(values).toEqual([
    [{ method: 'GET', route: '/users' }, 3],
    [{ method: 'POST', route: '/users' }, 1],
  ]);
});

test('beyond the limit of series everything is one series', () => {
  const series = createSeries(['label'], () => new Count(), 2);
  for (const label of ['a', 'b', 'c', 'd', 'c', 'a']) series.of(label).add();
  const values = [...series.all()].map(([{ label }, { value }]) => [label, value]);
  expect(values).toEqual([
    ['a', 2],
    ['b', 1],
    ['other', 3],
  ]);
});

test('an observation counts in the first bucket whose bound it does not exceed', () => {
  const distribution = new Distribution([1, 10]);
  for (const value of [0, 1, 1.5, 10, 11]) distribution.observe(value);
  expect([...distribution.counts]).toEqual([2, 2, 1]);
  expect(distribution.sum).toBe(23.5);
});

test('a histogram is written with cumulative buckets, a sum and a count', async () => {
  const registry = createRegistry();
  const buckets = [0.1, 1];
  const durations = registry.histogram({ name: 'd_seconds', help: 'D.', labels: ['x'], buckets });
  for (const value of [0.05, 0.5, 5]) durations.of('"\\\n').observe(value);
  const { samples } = parse(await registry.text());
  expect(samples.map(({ name, labels, value }) => [name, labels['le'], value])).toEqual([
    ['mx_gateway_d_seconds_bucket', '0.1', 1],
    ['mx_gateway_d_seconds_bucket', '1', 2],
    ['mx_gateway_d_seconds_bucket', '+Inf', 3],
    ['mx_gateway_d_seconds_sum', undefined, 5.55],
    ['mx_gateway_d_seconds_count', undefined, 3],
  ]);
});
