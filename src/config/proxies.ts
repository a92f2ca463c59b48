import { isIP } from 'node:net';

/** A network of this size or more would contain strangers, who could then claim any address. */
const LEAST_BITS = { 4: 8, 6: 16 } as const;
const WORDS: readonly string[] = ['loopback', 'private'];

/** True for what TRUSTED_PROXIES lists: words, addresses and networks, or `none` alone. */
export function isTrustedProxies(items: readonly string[]): boolean {
  if (items.length === 1 && items[0] === 'none') return true;
  return items.every((item) => WORDS.includes(item) || isNetwork(item));
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if ((family !== 4 && family !== 6) || rest.length > 0 || address.includes('%')) return false;
  if (bits === undefined) return true;
  const most = family === 4 ? 32 : 128;
  return /^\d{1,3}$/.test(bits) && Number(bits) >= LEAST_BITS[family] && Number(bits) <= most;
}
