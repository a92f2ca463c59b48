import { createClient } from '@redis/client';
import { startTimeLimit } from './time-limit.ts';

/** What a Redis says about itself. */
export interface RedisExamination {
  readonly version: string;
  /** The median of some round trips, in milliseconds. */
  readonly pingMs: number;
  /** `maxmemory-policy`. */
  readonly policy: string;
  readonly usedBytes: number;
  /** 0 means no limit. */
  readonly maxBytes: number;
  /** `master` or `slave`. */
  readonly role: string;
  /** True if it writes its data to a disk. */
  readonly isPersistent: boolean;
  /** Why it refuses writes, such as `OOM` or `NOREPLICAS`; null if it does not. */
  readonly refusal: string | null;
}

/**
 * The code or the first word of the error, such as `ECONNREFUSED`, `WRONGPASS` or `NOAUTH`. Redis has
 * one word, `ERR`, for all other errors: those of a connection are `NOPASSWORD` and `NODATABASE`.
 */
export class RedisTrouble extends Error {
  override readonly name = 'RedisTrouble';
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

const PINGS = 5;
/** The errors of a Redis that can be read. */
const REFUSALS = ['OOM', 'NOREPLICAS', 'MISCONF', 'READONLY'];

/**
 * Connects once, reads, and leaves.
 *
 * @throws {RedisTrouble}
 */
export async function examineRedis(
  url: string,
  timeoutMs: number,
  monotonicNow: () => number,
): Promise<RedisExamination> {
  const late = Promise.withResolvers<never>();
  const endLimit = startTimeLimit(timeoutMs, () => late.reject(new RedisTrouble('late')));
  try {
    return await Promise.race([examine(url, timeoutMs, monotonicNow, late.promise), late.promise]);
  } finally {
    endLimit();
  }
}

/** @param late rejects when there is no more time */
async function examine(
  url: string,
  timeoutMs: number,
  monotonicNow: () => number,
  late: Promise<never>,
): Promise<RedisExamination> {
  const client = createClient({
    url,
    RESP: 2,
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    socket: { connectTimeout: timeoutMs, reconnectStrategy: false },
  });
  client.on('error', () => {});
  // Ends commands that a Redis without a reply would keep waiting.
  late.catch(() => {
    if (client.isOpen) client.destroy();
  });
  try {
    await client.connect();
    const times: number[] = [];
    for (let count = 0; count < PINGS; count += 1) {
      const startedAt = monotonicNow();
      await client.sendCommand(['PING']);
      times.push(monotonicNow() - startedAt);
    }
    const info = toFields(await client.sendCommand<string>(['INFO']));
    return {
      version: info.get('redis_version') ?? 'unknown',
      pingMs: times.toSorted((a, b) => a - b)[Math.floor(PINGS / 2)] ?? 0,
      policy: info.get('maxmemory_policy') ?? 'unknown',
      usedBytes: Number(info.get('used_memory') ?? 0),
      maxBytes: Number(info.get('maxmemory') ?? 0),
      role: info.get('role') ?? 'unknown',
      isPersistent: info.get('aof_enabled') === '1',
      refusal: await findRefusal(client),
    };
  } catch (error) {
    throw error instanceof RedisTrouble ? error : new RedisTrouble(toCode(error));
  } finally {
    if (client.isOpen) client.destroy();
  }
}

/** Redis judges a write before it looks at the text, and an empty text changes nothing. */
async function findRefusal(client: Pick<ReturnType<typeof createClient>, 'sendCommand'>) {
  try {
    await client.sendCommand(['SETRANGE', 'mxgw:doctor', '0', '']);
    return null;
  } catch (error) {
    const code = toCode(error);
    if (REFUSALS.includes(code)) return code;
    throw error;
  }
}

/** INFO has a line `name:value` for each field. */
function toFields(info: string): ReadonlyMap<string, string> {
  return new Map(
    info.split(/\r?\n/).flatMap((line) => {
      const [, name, value] = /^(\w+):([\w.-]*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function toCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return toCode(error.errors[0]);
  if (/^ERR .*without any password/.test(error.message)) return 'NOPASSWORD';
  if (/^ERR .*\bDB index\b/.test(error.message)) return 'NODATABASE';
  return /^[A-Z]{3,}(?= )/.exec(error.message)?.[0] ?? error.constructor.name;
}
