import type { Events } from '../event-types.ts';
import type { MetricRegistry } from './registry.ts';

export function createWebhookMetrics(registry: MetricRegistry): Pick<Events, 'webhook'> {
  const webhooks = registry.counter({
    name: 'webhooks_total',
    help: 'Webhooks of MX: new ones, and repeated or unreadable ones that change nothing.',
    labels: ['type', 'result'],
  });
  return {
    webhook: ({ kind, isNew }) => webhooks.of(kind, isNew ? 'new' : 'ignored').add(),
  };
}
