import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

export const RULES = join(root, 'deploy/grafana/alerts.yaml');

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly targets?: readonly { readonly expr: string }[];
}

interface Board {
  readonly templating: { readonly list: readonly { readonly name: string }[] };
  readonly panels: readonly Panel[];
}

export const board = JSON.parse(
  readFileSync(join(root, 'deploy/grafana/board.json'), 'utf8'),
) as Board;

export interface Query {
  /** The panel or the alert. */
  readonly of: string;
  readonly expression: string;
}

/** The board's queries, as Grafana sends them. */
export const boardQueries: readonly Query[] = board.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => ({
    of: title,
    expression: expr.replaceAll('$__rate_interval', '1m').replaceAll('$instance', '.*'),
  })),
);

/** Reads the names and expressions of the alerts, which are one line each, or an indented block. */
export function readAlerts(): readonly (Query & Record<'runbook' | 'severity', string>)[] {
  const text = readFileSync(RULES, 'utf8');
  return text
    .split(/^ {6}- alert: /m)
    .slice(1)
    .map((rule) => {
      const [of = ''] = rule.split('\n', 1);
      const expression =
        /^ {8}expr: \|\n((?: {10}.*\n)+)/m.exec(rule)?.[1] ?? /^ {8}expr: (.*)$/m.exec(rule)?.[1];
      const runbook = /^ {10}runbook: (.*)$/m.exec(rule)?.[1] ?? '';
      const severity = /^ {8}labels: \{ severity: (\w+) \}$/m.exec(rule)?.[1] ?? '';
      return { of, expression: (expression ?? '').trim(), runbook, severity };
    });
}

/** The names of the metrics and labels of an expression. */
export function readNames(expression: string) {
  const withoutTexts = expression.replaceAll(/"[^"]*"/g, '""');
  const metrics = withoutTexts.match(/\b(?:mx_gateway|nodejs|process)_\w+/g) ?? [];
  const matched = [...withoutTexts.matchAll(/[{,]\s*(\w+)\s*(?:=~|!~|!=|=)""/g)];
  const grouped = [...withoutTexts.matchAll(/\bby \(([^)]*)\)/g)];
  const labels = [
    ...matched.map(([, label = '']) => label),
    ...grouped.flatMap(([, list = '']) => list.split(',').map((label) => label.trim())),
  ];
  return { metrics, labels };
}
