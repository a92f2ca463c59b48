import { isLoopbackToBrowsers } from '../loopback.ts';

/**
 * True if the Host header is acceptable for a server that listens on `host`. A server on loopback
 * is meant only for this machine, but a web page can point its own domain at 127.0.0.1 and make the
 * browser call it. The Host header then still contains that domain.
 */
export function isExpectedHost(header: string | undefined, host: string): boolean {
  // Only a browser can be misled in this way, and a browser always sends the header.
  if (header === undefined || !isLoopbackToBrowsers(host)) return true;
  const named = URL.parse(`http://${header}`)?.hostname;
  return named !== undefined && isLoopbackToBrowsers(named);
}
