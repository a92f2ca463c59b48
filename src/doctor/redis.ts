import type { Secret } from '../secret.ts';
import type { RedisExamination } from '../shared/redis/examine.ts';
import { type Details, failed, type Finding, ok, skipped, warning } from './finding.ts';
import { codeOf, explainUnreachable } from './unreachable.ts';

/** The oldest version that the gateway is tested with. */
const OLDEST_MAJOR = 6;
/** A reply takes part of the time of each poll and of each attempt with credentials. */
const SLOW_MS = 50;
const FULL_SHARE = 0.9;
const ROOM = 'Raise maxmemory, or give the gateway a Redis of its own.';
/** A Redis without TLS waits for the rest of what it takes for a command. */
const NO_TLS = 'If this Redis has no TLS, write redis:// instead of rediss://.';
const MEBIBYTE = 1024 * 1024;

export interface RedisOptions {
  readonly url: Secret<string> | null;
  readonly timeoutMs: number;
  readonly monotonicNow: () => number;
}

/** Judges the Redis that replicas share. */
export async function judgeRedis(options: RedisOptions): Promise<Finding> {
  const { url, timeoutMs, monotonicNow } = options;
  if (url === null) {
    return ok('redis', 'REDIS_URL is not set: this gateway shares nothing with other replicas.');
  }
  const { host, protocol } = new URL(url.reveal());
  const { examineRedis } = await import('../shared/redis/examine.ts');
  try {
    return judge(await examineRedis(url.reveal(), timeoutMs, monotonicNow), host);
  } catch (error) {
    return toAway(codeOf(error), host, protocol === 'rediss:');
  }
}

function toAway(code: string, host: string, isTls: boolean): Finding {
  const details = { host, code };
  const harm = 'Each replica works for itself, and credentials cannot be tried.';
  switch (code) {
    case 'NOAUTH':
      return failed(
        'redis',
        `Redis at ${host} wants a password (${code}). ${harm}`,
        'Write the password into REDIS_URL: redis://:password@host:6379.',
        details,
      );
    case 'NOPASSWORD':
      return failed(
        'redis',
        `Redis at ${host} wants no password, and does not accept the password in REDIS_URL. ${harm}`,
        'Remove the password from REDIS_URL, or set requirepass in Redis.',
        details,
      );
    case 'NODATABASE':
      return failed(
        'redis',
        `Redis at ${host} does not have the database of REDIS_URL. ${harm}`,
        'Use a number below its setting databases (16 by default), or remove the path from REDIS_URL.',
        details,
      );
    case 'WRONGPASS':
    case 'ERR':
      return failed(
        'redis',
        `Redis at ${host} does not accept the user and the password in REDIS_URL (${code}). ${harm}`,
        'Check both. Characters such as @ and / must be percent-encoded in a URL.',
        details,
      );
    case 'NOPERM':
      return failed(
        'redis',
        `The user in REDIS_URL may not run the commands of the gateway (${code}).`,
        'Allow this user +@all -@dangerous +info on the keys and channels mxgw:*.',
        details,
      );
    case 'LOADING':
      return skipped('redis', `Redis at ${host} is loading its data. Run the doctor again.`);
    default: {
      const known = code === 'ConnectionTimeoutError' ? 'late' : code;
      const { reason, fix } = explainUnreachable(known, host, 'REDIS_URL');
      const scheme = isTls && known === 'late' ? ` ${NO_TLS}` : '';
      return failed('redis', `Redis cannot be reached: ${reason}. ${harm}`, fix + scheme, details);
    }
  }
}

function judge(redis: RedisExamination, host: string): Finding {
  const { version, pingMs, policy, usedBytes, maxBytes, role, isPersistent, refusal } = redis;
  const details: Details = {
    ...{ host, version, policy, role, isPersistent },
    pingMs: toTenths(pingMs),
    usedMebibytes: toTenths(usedBytes / MEBIBYTE),
    maxMebibytes: toTenths(maxBytes / MEBIBYTE),
  };
  const what = `Redis ${version} at ${host}`;
  if (role !== 'master' && role !== 'unknown') {
    return failed(
      'redis',
      `${what} is a replica and cannot be written to.`,
      'Set REDIS_URL to the primary, or to an address that follows it.',
      details,
    );
  }
  if (Number.parseInt(version, 10) < OLDEST_MAJOR) {
    return failed(
      'redis',
      `${what} is too old.`,
      `Use Redis ${OLDEST_MAJOR} or later, or Valkey.`,
      details,
    );
  }
  if (refusal !== null) {
    const { reason, fix } = explainRefusal(refusal, details);
    return failed('redis', `${what} ${reason}, and refuses writes (${refusal}).`, fix, details);
  }
  if (policy !== 'noeviction' && policy !== 'unknown') {
    return warning(
      'redis',
      `${what} evicts keys when its memory is full (maxmemory-policy ${policy}): it would forget attempts with credentials, and which replica polls.`,
      'Set maxmemory-policy noeviction.',
      details,
    );
  }
  if (maxBytes > 0 && usedBytes >= FULL_SHARE * maxBytes) {
    return warning(
      'redis',
      `${what} has used ${details['usedMebibytes']} of ${details['maxMebibytes']} MiB. It refuses writes when its memory is full.`,
      ROOM,
      details,
    );
  }
  if (pingMs >= SLOW_MS) {
    return warning(
      'redis',
      `${what} takes ${details['pingMs']} ms to reply.`,
      'Move it closer to the gateway, or look for slow commands of others (SLOWLOG GET).',
      details,
    );
  }
  const disk = isPersistent ? ' It writes to a disk, which the gateway does not need.' : '';
  return ok('redis', `${what} replies in ${details['pingMs']} ms (${policy}).${disk}`, details);
}

function explainRefusal(code: string, { usedMebibytes, maxMebibytes }: Details) {
  switch (code) {
    case 'OOM':
      return { reason: `is full: it has used ${usedMebibytes} of ${maxMebibytes} MiB`, fix: ROOM };
    case 'NOREPLICAS':
      return {
        reason: 'has too few replicas',
        fix: 'Mend its replicas, or set min-replicas-to-write 0.',
      };
    case 'MISCONF':
      return {
        reason: 'cannot save its data on the disk',
        fix: 'Mend the disk, or set save "": the gateway needs no data on a disk.',
      };
    default:
      return {
        reason: 'is read-only',
        fix: 'Set REDIS_URL to the primary, or to an address that follows it.',
      };
  }
}

function toTenths(value: number): number {
  return Math.round(value * 10) / 10;
}
