/** What the doctor looks at, in the order of the report. */
export const TOPICS = [
  'settings',
  'documents',
  'port',
  'mx',
  'tls',
  'egress',
  'keys',
  'version',
  'rewards',
  'latency',
  'clock',
  'key-set',
  'token',
  'redis',
  'traces',
  'proxies',
] as const;

export type Topic = (typeof TOPICS)[number];

/**
 * `ok`; `warning`, if the gateway works and something should be changed; `failed`, if something does
 * not work; `skipped`, if it cannot be known.
 */
export type State = 'ok' | 'warning' | 'failed' | 'skipped';

export type Details = Readonly<Record<string, string | number | boolean | null>>;

/** One result, without a secret and without a text that somebody else wrote. */
export interface Finding {
  readonly topic: Topic;
  readonly state: State;
  /** What was found. */
  readonly sentence: string;
  /** What to do; null if there is nothing to do. */
  readonly fix: string | null;
  /** Numbers and names for scripts. */
  readonly details: Details;
}

export function ok(topic: Topic, sentence: string, details: Details = {}): Finding {
  return { topic, state: 'ok', sentence, fix: null, details };
}

export function skipped(topic: Topic, sentence: string, details: Details = {}): Finding {
  return { topic, state: 'skipped', sentence, fix: null, details };
}

export function warning(
  topic: Topic,
  sentence: string,
  fix: string,
  details: Details = {},
): Finding {
  return { topic, state: 'warning', sentence, fix, details };
}

export function failed(
  topic: Topic,
  sentence: string,
  fix: string,
  details: Details = {},
): Finding {
  return { topic, state: 'failed', sentence, fix, details };
}
