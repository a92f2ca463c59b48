/** What the gateway tells this page, which it serves only in front of the sandbox. */
interface Session {
  /** A token of the demo household. */
  readonly token: string;
}

const KEY = 'token-seconds';

/** For the demo panel: how long tokens live; null for a month. The page keeps it when it is loaded. */
export const readTokenLifetime = (): string | null => sessionStorage.getItem(KEY);

export function setTokenLifetime(seconds: number | null): void {
  if (seconds === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, String(seconds));
}

/**
 * The kit calls it for the first token, before a token expires, and when one has been rejected. A
 * real app asks its own server, which knows who is signed in.
 */
export async function getToken(): Promise<string | null> {
  const seconds = readTokenLifetime();
  const query = seconds === null ? '' : `?${new URLSearchParams({ seconds }).toString()}`;
  const response = await fetch(`/app/session${query}`, { cache: 'no-store' });
  if (!response.ok) throw new Error(`No token: HTTP ${response.status}`);
  const { token } = (await response.json()) as Session;
  return token;
}
