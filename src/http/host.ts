import { isLoopbackToBrowsers } from '../loopback.ts';

/**
 * True when the Host header may name a server that listens on `host`. A server on loopback is meant
 * for this machine alone, yet a web page can point its own domain at 127.0.0.1 and have the browser
 * call it; the Host header then still bears that domain.
 */
export function isExpectedHost(header: string | undefined, host: string): boolean {
  // Only a browser can be misled like that, and it always sends the header.
  if (header === undefined || !isLoopbackToBrowsers(host)) return true;
  const named = URL.parse(`http://${header}`)?.hostname;
  return named !== undefined && isLoopbackToBrowsers(named);
}
