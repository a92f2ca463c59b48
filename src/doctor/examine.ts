import type { Fetch } from '../auth/fetch-jwks.ts';
import { type Config, readConfig } from '../config.ts';
import { createMxClient } from '../mx/client.ts';
import { describeError } from '../observability/redact.ts';
import type { Secret } from '../secret.ts';
import { connect } from '../wiring/upstream.ts';
import { judgeClock } from './clock.ts';
import { dial, judgeTls } from './dial.ts';
import { judgeEgress } from './egress.ts';
import { failed, type Finding, skipped, type Topic, TOPICS } from './finding.ts';
import { judgeFront } from './front.ts';
import { judgeIssuer } from './issuer.ts';
import { judgeKeySet } from './key-set.ts';
import { judgeLatency } from './latency.ts';
import { type Clocks, createMxCaller } from './mx-caller.ts';
import { askBothVersions, isAccepted, judgeVersions } from './mx-versions.ts';
import { judgePort } from './port.ts';
import { judgeProxySettings } from './proxies.ts';
import { judgeRedis } from './redis.ts';
import { judgeRewards } from './rewards.ts';
import { judgeDocuments, judgeSettings } from './settings.ts';
import { judgeToken } from './token.ts';
import { judgeTraces } from './traces.ts';

export interface ExamineOptions extends Clocks {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: Fetch;
  /** A token to verify; null for none. */
  readonly token: Secret<string> | null;
  /** The origin at which clients reach the gateway; null if nothing is asked there. */
  readonly url: string | null;
  /** The most time for one server. */
  readonly stepMs?: number;
  /** The most time for everything. */
  readonly totalMs?: number;
}

const STEP_MS = 10_000;
const TOTAL_MS = 60_000;

/** Looks at everything, side by side, and changes nothing. Never rejects. */
export async function examine(options: ExamineOptions): Promise<Finding[]> {
  const read = readConfig(options.env);
  const settings = judgeSettings(read);
  const rest = read.ok ? await examineAll(read.config, options) : unread;
  return [...settings, ...rest].toSorted(byTopic);
}

const byTopic = (a: Finding, b: Finding) => TOPICS.indexOf(a.topic) - TOPICS.indexOf(b.topic);

/** Without valid settings it is not known what to look at. */
const unread: readonly Finding[] = TOPICS.filter(
  (topic) => topic !== 'settings' && topic !== 'token',
).map((topic) => skipped(topic, 'The settings must be valid first.'));

async function examineAll(config: Config, options: ExamineOptions): Promise<Finding[]> {
  const { fetch, url, stepMs = STEP_MS, totalMs = TOTAL_MS, schedule, monotonicNow } = options;
  const isSandbox = config.upstream.kind === 'sandbox';
  const redisUrl = config.redisUrl ?? null;
  const hasWebhooks = (config.webhooks ?? null) !== null;

  /** What one part has found; that it breaks or takes too long is a finding itself. */
  async function part(topic: Topic, look: Look): Promise<readonly Finding[]> {
    const found: Finding[] = [];
    const late = Promise.withResolvers<void>();
    const cancel = schedule(() => {
      found.push(toLate(topic, totalMs));
      late.resolve();
    }, totalMs);
    try {
      await Promise.race([look((...findings) => void found.push(...findings)), late.promise]);
    } catch (error) {
      found.push(toBroken(topic, error));
    }
    cancel();
    return [...found];
  }

  const parts = await Promise.all([
    part('documents', async (report) => report(await judgeDocuments(config))),
    part('port', async (report) => {
      report(await judgePort(config, { timeoutMs: stepMs, schedule }));
    }),
    part('mx', (report) => examineMx(config, options, report)),
    part('key-set', async (report) => {
      const stop = new AbortController();
      const cancel = schedule(() => stop.abort(new DOMException('late', 'TimeoutError')), stepMs);
      const { signal } = stop;
      report(await judgeKeySet(config.auth, isSandbox, { fetch, signal }).finally(cancel));
      report(...(await judgeIssuer(config.auth, { timeoutMs: stepMs, schedule })));
    }),
    part('redis', async (report) => {
      report(await judgeRedis({ url: redisUrl, timeoutMs: stepMs, monotonicNow }));
    }),
    part('traces', async (report) => {
      report(await judgeTraces(config.traces ?? null, { timeoutMs: stepMs, schedule }));
    }),
    part('proxies', async (report) => {
      report(...judgeProxySettings(config, options.env));
      if (url === null) return;
      report(...(await judgeFront({ url, hasWebhooks, timeoutMs: stepMs, schedule })));
    }),
  ]);
  return parts.flat();
}

type Report = (...findings: readonly Finding[]) => void;
type Look = (report: Report) => Promise<void>;

/** MX: reachable, with this key, from this address, in this version, in time. */
async function examineMx(config: Config, options: ExamineOptions, report: Report): Promise<void> {
  const { now, monotonicNow, schedule, token, fetch, stepMs = STEP_MS } = options;
  const { apiVersion, auth } = config;
  const timeoutMs = Math.min(config.timeoutMs, stepMs);
  const isSandbox = config.upstream.kind === 'sandbox';
  await using started = new AsyncDisposableStack();
  const { sandbox: _, ...address } = await connect(config.upstream, started);
  const caller = started.use(
    createMxCaller({ ...address, timeoutMs, now, monotonicNow, schedule }),
  );
  const mx = started.use(createMxClient({ ...address, apiVersion, timeoutMs }));
  const { baseUrl } = address;

  const dialled = await dial(baseUrl, timeoutMs, options);
  report(judgeTls(baseUrl, dialled, now()));
  const asked = await askBothVersions(caller, { configured: apiVersion, baseUrl, isSandbox });
  report(...judgeVersions(asked), judgeEgress(asked, dialled.localAddress));
  report(judgeClock(Object.values(asked.replies)));
  if (isAccepted(asked.replies[apiVersion])) {
    report(await judgeLatency(caller, apiVersion, timeoutMs));
    report(await judgeRewards(mx, monotonicNow));
  } else {
    report(skipped('rewards', NO_CALL), skipped('latency', NO_CALL));
  }
  if (token !== null) {
    const people = { auth, isSandbox, mx, fetch, timeoutMs, now, monotonicNow };
    report(await judgeToken(token, people));
  }
}

const NO_CALL = 'MX accepts no call, so that this cannot be known.';

function toLate(topic: Topic, totalMs: number): Finding {
  return failed(
    topic,
    `This part did not end within ${totalMs / 1_000} seconds.`,
    'A server that responds very slowly is the usual reason. Run the doctor again.',
  );
}

function toBroken(topic: Topic, error: unknown): Finding {
  const { name, code = null, stack } = describeError(error);
  return failed(
    topic,
    'The doctor has hit a bug in this part, so that its report is not complete.',
    'Report it with the details that --json prints, and with the version of the gateway and of Node.',
    { name, code, at: stack[0] ?? null },
  );
}
