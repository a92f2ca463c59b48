import { isIPv6 } from 'node:net';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { limits, type LimitName } from '../limits.ts';

export interface AttemptOptions {
  /** Attempts in one window, of one end user. */
  readonly perUser?: number;
  /** The same for one client address, behind which many users may sit. */
  readonly perAddress?: number;
  readonly windowMs?: number;
}

/** One try with credentials or MFA answers. */
export interface Attempt {
  /** Who tries: the guid of an end user. */
  readonly caller: string;
  /** The client's IP address. */
  readonly address: string;
  /** Services try for many users from one address: they have no such limits. */
  readonly isPartner: boolean;
}

export type Admission =
  | { readonly ok: true }
  | { readonly ok: false; readonly retryAfterMs: number; readonly limit: LimitName };

/** Counts tries, so that passwords and answers cannot be guessed through the gateway. */
export interface Attempts {
  readonly take: (attempt: Attempt) => Promise<Admission>;
}

/**
 * Windows of fixed length, from the first attempt on. A caller past its own limit counts nowhere
 * else, so an end user holds few entries, and each leaves memory when its window ends.
 */
export function createAttempts({
  perUser = limits.attemptsPerUser,
  perAddress = limits.attemptsPerAddress,
  windowMs = limits.attemptWindowMs,
}: AttemptOptions = {}): Attempts {
  const duration = windowMs / 1_000;
  const users = new RateLimiterMemory({ points: perUser, duration });
  const addresses = new RateLimiterMemory({ points: perAddress, duration });

  return {
    async take({ caller, address, isPartner }) {
      if (isPartner) return { ok: true };
      const admission = await consume(users, caller, 'attemptsPerUser');
      if (!admission.ok) return admission;
      return consume(addresses, toNetwork(address), 'attemptsPerAddress');
    },
  };
}

async function consume(
  limiter: RateLimiterMemory,
  key: string,
  limit: LimitName,
): Promise<Admission> {
  try {
    await limiter.consume(key);
    return { ok: true };
  } catch (error) {
    if (error instanceof RateLimiterRes) {
      return { ok: false, retryAfterMs: error.msBeforeNext, limit };
    }
    throw error;
  }
}

/** An IPv4 address, or the /64 that one subscriber has of IPv6. */
export function toNetwork(address: string): string {
  const bare = address.replace(/%.*/s, '');
  if (!isIPv6(bare)) return bare;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
  if (mapped !== undefined) return mapped;
  // URL writes each address in one way, in hex groups alone.
  const [head = '', tail] = new URL(`http://[${bare}]`).hostname.slice(1, -1).split('::');
  const groups = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(8 - groups.length - last.length).fill('0');
  return `${[...groups, ...zeros, ...last].slice(0, 4).join(':')}::/64`;
}
