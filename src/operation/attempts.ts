import { isIPv6 } from 'node:net';
import { limits, type LimitName } from '../limits.ts';
import { createWindows, type Windows } from './windows.ts';

export interface AttemptOptions {
  /** Attempts in one window, of one end user. */
  readonly perUser?: number;
  /** The same for one client address, behind which many users may sit. */
  readonly perAddress?: number;
  readonly windowMs?: number;
  /** Milliseconds of a clock that never goes back: who waits, waits no longer for a clock that is set. */
  readonly monotonicNow?: () => number;
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
  readonly take: (attempt: Attempt) => Admission;
}

/**
 * Windows of fixed length, from the first attempt on. A caller past its own limit counts nowhere
 * else, so an end user holds few entries.
 */
export function createAttempts({
  perUser = limits.attemptsPerUser,
  perAddress = limits.attemptsPerAddress,
  windowMs = limits.attemptWindowMs,
  monotonicNow = () => performance.now(),
}: AttemptOptions = {}): Attempts {
  const users = createWindows({ most: perUser, windowMs, monotonicNow });
  const addresses = createWindows({ most: perAddress, windowMs, monotonicNow });

  return {
    take({ caller, address, isPartner }) {
      if (isPartner) return { ok: true };
      const admission = admit(users, caller, 'attemptsPerUser');
      return admission.ok ? admit(addresses, toNetwork(address), 'attemptsPerAddress') : admission;
    },
  };
}

function admit(windows: Windows, key: string, limit: LimitName): Admission {
  const waitMs = windows.take(key);
  return waitMs === null ? { ok: true } : { ok: false, retryAfterMs: Math.ceil(waitMs), limit };
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
