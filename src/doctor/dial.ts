import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { failed, type Finding, ok, skipped, warning } from './finding.ts';
import type { Clocks } from './mx-caller.ts';
import { codeOf, explainUnreachable, isUntrusted } from './unreachable.ts';

/** One connection, as far as it came. */
export interface Dialled {
  /** The address of this end; null if there was no connection. */
  readonly localAddress: string | null;
  /** The code of the error; null if the connection was made. */
  readonly code: string | null;
  /** Null without TLS. */
  readonly tls: { readonly protocol: string; readonly validTo: number } | null;
}

/** Connects to an origin as the gateway does, and closes the connection. */
export function dial(
  origin: string,
  timeoutMs: number,
  { schedule }: Pick<Clocks, 'schedule'>,
): Promise<Dialled> {
  const { protocol, hostname, port } = new URL(origin);
  const isTls = protocol === 'https:';
  const host = hostname.replace(/^\[|\]$/g, '');
  const target = { host, port: Number(port || (isTls ? 443 : 80)) };
  return new Promise((resolve) => {
    let localAddress: string | null = null;
    const socket: Socket = isTls
      ? connectTls({
          ...target,
          ...(isIP(host) === 0 && { servername: host }),
          minVersion: 'TLSv1.2',
        })
      : connect(target);
    const settle = (dialled: Omit<Dialled, 'localAddress'>) => {
      cancel();
      socket.destroy();
      resolve({ localAddress, ...dialled });
    };
    const cancel = schedule(() => settle({ code: 'late', tls: null }), timeoutMs);
    socket.on('connect', () => {
      localAddress = socket.localAddress ?? null;
      if (!isTls) settle({ code: null, tls: null });
    });
    socket.on('secureConnect', () => settle({ code: null, tls: describe(socket as TLSSocket) }));
    socket.on('error', (error) => settle({ code: codeOf(error), tls: null }));
    socket.on('close', () => settle({ code: 'ECONNRESET', tls: null }));
  });
}

function describe(socket: TLSSocket) {
  return {
    protocol: socket.getProtocol() ?? 'unknown',
    validTo: Date.parse(socket.getPeerCertificate().valid_to),
  };
}

const SOON_MS = 14 * 24 * 3_600_000;

/** Judges the TLS of a connection to MX. */
export function judgeTls(origin: string, { code, tls }: Dialled, now: number): Finding {
  const { host, protocol } = new URL(origin);
  if (protocol !== 'https:') {
    return ok('tls', `${host} is on this machine: the connection needs no TLS.`);
  }
  if (tls === null) {
    if (code === null || !isUntrusted(code)) {
      return skipped('tls', `There is no connection to ${host} to judge. See mx.`, { host, code });
    }
    const { reason, fix } = explainUnreachable(code, host, 'MX_BASE_URL');
    return failed('tls', `No TLS connection can be made: ${reason}.`, fix, { host, code });
  }
  const { protocol: version, validTo } = tls;
  const details = { host, version, validTo: new Date(validTo).toISOString() };
  const days = Math.floor((validTo - now) / (24 * 3_600_000));
  return validTo - now < SOON_MS
    ? warning(
        'tls',
        `The certificate of ${host} expires in ${days} days.`,
        'If the server is yours, renew the certificate. If it is MX, wait: MX renews it.',
        details,
      )
    : ok('tls', `${host} is reached with ${version}; its certificate is trusted.`, details);
}
