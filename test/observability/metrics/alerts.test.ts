import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hasPrometheus, isPrometheusRequired, runPromtool } from '../../support/prometheus.ts';
import { alertCases, type Series } from './alert-cases.ts';
import { readAlerts, RULES } from './board.ts';

const needsPrometheus = { timeout: 60_000, skip: !hasPrometheus && !isPrometheusRequired };
/** Every alert looks back for less, and fires sooner. */
const AT = '45m';

/** What promtool has against the expected alerts at one time; it throws if there is something. */
function check(series: Series, alert: string, expected: readonly object[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'alerts-'));
  const file = join(folder, 'test.yaml');
  const input = Object.entries(series).map(([name, values]) => ({ series: name, values }));
  const asked = { eval_time: AT, alertname: alert, exp_alerts: expected };
  const tests = [{ interval: '1m', input_series: input, alert_rule_test: [asked] }];
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ rule_files: [RULES], evaluation_interval: '1m', tests }));
  try {
    return runPromtool(['test', 'rules', file]);
  } catch (error) {
    throw new Error(String((error as { readonly stderr?: unknown }).stderr), { cause: error });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('each alert has a case', () => {
  expect(alertCases.map(({ alert }) => alert)).toEqual(readAlerts().map(({ of }) => of));
});

test.for(alertCases)(
  '$alert fires with its sentence',
  needsPrometheus,
  ({ alert, fires, labels = {}, summary }) => {
    const severity = readAlerts().find(({ of }) => of === alert)?.severity;
    const runbook = `docs/operating.md#${alert.toLowerCase()}`;
    const expected = {
      exp_labels: { severity, ...labels },
      exp_annotations: { summary, runbook },
    };
    expect(check(fires, alert, [expected])).toContain('SUCCESS');
  },
);

test.for(alertCases)('$alert is quiet without its reason', needsPrometheus, ({ alert, quiet }) => {
  expect(check(quiet, alert, [])).toContain('SUCCESS');
});
